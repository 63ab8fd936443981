/** The score with its uncertainty, or what is missing before there may be one. */
import { h, svg } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { Missing, YardPage } from "../core/types";

const WIDTH = 320;
const HEIGHT = 46;
const PAD = 10;

export function scorePart(desk: Desk, page: YardPage): HTMLElement {
  const { tr } = desk;
  const { class: of, score, interval } = page;
  if (of === "not_yet_assessed" || score === null || !interval) return notYet(desk, page);
  const figures = { score: Math.round(score), low: Math.round(interval.low), high: Math.round(interval.high) };
  return h(
    "section",
    { class: `card score ${of}` },
    h("h2", {}, tr.t(`class.${of}` as "class.good")),
    scale(tr.t("score.scale", figures), score, interval.low, interval.high),
    h("p", {}, tr.t("score.text", figures)),
    basis(desk, page),
  );
}

function notYet(desk: Desk, page: YardPage): HTMLElement {
  const { tr } = desk;
  return h(
    "section",
    { class: "card score not-yet" },
    h("h2", {}, tr.t("class.not_yet_assessed")),
    h("p", {}, tr.t("score.missing")),
    h("ul", { class: "missing" }, ...page.missing.map((one) => h("li", {}, missingLine(desk, one)))),
    basis(desk, page),
  );
}

function missingLine({ tr }: Desk, { what, have = 0, need = 0 }: Missing): string {
  const percent = (share: number): number => Math.round(share * 100);
  if (what === "weight") return tr.t("missing.weight", { have: percent(have), need: percent(need) });
  if (what === "raters") return tr.t("missing.raters", { have, n: need });
  if (what === "roles") return tr.t("missing.roles", { have, n: need });
  return tr.t(what === "night_round" ? "missing.night_round" : "missing.signed_rater");
}

/** What stands behind the figure: never a figure without it. */
function basis(desk: Desk, page: YardPage): HTMLElement {
  const { tr } = desk;
  const { raters, rounds, covered_weight: weight, newest, role_gap: gap } = page;
  const role = (code: string): string => tr.maybe(`role.${code}`) ?? code;
  const roles = Object.entries(raters.by_role).filter(([, n]) => n > 0).map(([code, n]) => tr.t("score.role", { role: role(code), count: n }));
  const points = Math.round(gap?.points ?? 0);
  const lines = [
    tr.t("score.raters", { n: raters.all, roles: roles.join(", ") }),
    tr.t("score.rounds", { ...rounds, share: Math.round(weight * 100) }),
    newest ? tr.t("score.newest", { date: tr.date(newest) }) : "",
    gap ? tr.t("score.gap", { worse: role(gap.worse), better: role(gap.better), points }) : "",
  ];
  const shares = desk.instrument.groups.map(({ id, names, weight }) => [tr.name(names, id), Math.round(weight * 100)] as const);
  const weights = shares.map(([group, share]) => tr.t("score.weight", { group, share })).join(", ");
  return h(
    "div",
    { class: "basis hint" },
    ...lines.filter((line) => line !== "").map((line) => h("p", {}, line)),
    h("details", {}, h("summary", {}, tr.t("score.method")), h("p", {}, tr.t("score.method.text", { weights }))),
  );
}

/** A line from 0 to 100 with the interval as a bar: no colour says more than the words beside it. */
function scale(label: string, score: number, low: number, high: number): SVGSVGElement {
  const x = (value: number): number => PAD + (Math.min(100, Math.max(0, value)) / 100) * (WIDTH - 2 * PAD);
  const element = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "scale", role: "img", "aria-label": label });
  element.append(
    svg("line", { x1: x(0), x2: x(100), y1: 20, y2: 20, class: "axis" }),
    ...[0, 25, 50, 75, 100].map((at) => svg("line", { x1: x(at), x2: x(at), y1: 15, y2: 25, class: "axis" })),
    svg("rect", { x: x(low), y: 14, width: x(high) - x(low) + 2, height: 12, rx: 6, class: "band" }),
    svg("circle", { cx: x(score), cy: 20, r: 8, class: "point" }),
    svg("text", { x: x(0), y: 42, class: "end" }, "0"),
    svg("text", { x: x(100), y: 42, class: "end", "text-anchor": "end" }, "100"),
  );
  return element;
}
