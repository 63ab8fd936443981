/** The order of areas: weights to move, map, table, what would change it. */
import type { AreaFeature } from "../../api/types";
import { fill, h } from "../../ui/dom";
import type { RankAnswer, RankedArea } from "../api";
import { areaMap } from "./area-map";
import { field, slider } from "./fields";
import { type Context, called, failure, months, percent, section, table } from "./shell";

const CRITERIA = ["rate", "harm", "score", "trend", "missing_audits"] as const;
const SHOWN = 25;

export function rankingPart(context: Context, areas: AreaFeature[], districts: AreaFeature[], asOf: string): HTMLElement {
  const { tr, desk } = context;
  const out = h("div", { class: "result", "aria-live": "polite" });
  const ask = async (): Promise<void> => {
    const query = new URLSearchParams({ worst: worst.value() || "10" });
    if (day.value() !== "") query.set("as_of", day.value());
    weights.forEach((w, i) => query.set(`w_${CRITERIA[i]}`, w.value()));
    out.setAttribute("aria-busy", "true");
    try {
      fill(out, ...answer(context, await desk.get<RankAnswer>(`plans/ranking?${query}`), areas, districts));
    } catch (error) {
      fill(out, failure(error, tr));
    }
    out.setAttribute("aria-busy", "false");
  };
  const day = field(tr.t("rank.as_of"), { type: "date", value: asOf }, tr.t("rank.as_of.hint"));
  const worst = field(tr.t("rank.worst"), { type: "number", min: 1, max: 100, value: 10 });
  const weights = CRITERIA.map((c, i) => slider(called(tr, `criterion.${c}`, c), i === 0 ? 1 : 0, () => void ask()));
  const form = h("form", { class: "form", onsubmit: (event: Event) => {
    event.preventDefault();
    void ask();
  } }, day.element, worst.element, ...weights.map((w) => w.element), h("button", { type: "submit" }, tr.t("rank.go")));
  void ask();
  return section(tr.t("rank.title"), h("p", {}, tr.t("rank.intro")), form, out);
}

/** How likely an area is among the worst, in five steps. */
export function step(p: number | undefined): string {
  if (p === undefined) return "unranked";
  return `p${p >= 0.9 ? 4 : p >= 0.5 ? 3 : p >= 0.1 ? 2 : p > 0.01 ? 1 : 0}`;
}

function answer(context: Context, found: RankAnswer, areas: AreaFeature[], districts: AreaFeature[]): (HTMLElement | string)[] {
  const { tr, say, base } = context;
  const by = new Map([...found.areas, ...found.too_small].map((area) => [area.id, area]));
  const name = (id: string): string => tr.name(by.get(id)?.names, id);
  const legend = [
    { kind: "p4", text: tr.t("rank.legend.4") }, { kind: "p3", text: tr.t("rank.legend.3") }, { kind: "p2", text: tr.t("rank.legend.2") },
    { kind: "p1", text: tr.t("rank.legend.1") }, { kind: "p0", text: tr.t("rank.legend.0") }, { kind: "unranked", text: tr.t("rank.legend.small") },
  ];
  const map = areaMap({
    features: areas, districts, legend, label: tr.t("rank.map"),
    kindOf: (id) => step(by.get(id)?.p_worst),
    titleOf: (id) => `${name(id)}: ${probability(by.get(id), tr)}`,
    picked: (id) => location.assign(`${base}areas/${encodeURIComponent(id)}?lang=${tr.language}`),
  }, tr);
  const row = (area: RankedArea, i: number): (HTMLElement | string)[] => [
    tr.number(i + 1),
    h("a", { href: `${base}areas/${encodeURIComponent(area.id)}?lang=${tr.language}` }, tr.name(area.names, area.id)),
    tr.number(area.p_worst ?? 0, 2),
    `${tr.number(area.rank_low ?? 0)}–${tr.number(area.rank_high ?? 0)}`,
    tr.number(area.events),
    area.rate === null ? "–" : `${tr.number(area.rate, 1)} (${tr.number(area.rate_low ?? 0, 1)}–${tr.number(area.rate_high ?? 0, 1)})`,
    area.trend === null ? "–" : percent(tr, area.trend, true),
    area.score === null ? "–" : tr.number(area.score),
    area.missing_audits === null ? "–" : percent(tr, area.missing_audits),
  ];
  const headings = ["rank.place", "rank.area", "rank.p", "rank.interval", "rank.events", "rank.rate", "rank.trend", "criterion.score", "criterion.missing_audits"] as const;
  const parts: (HTMLElement | string)[] = [
    h("p", { class: "sentence" }, say(found.sentence)),
    h("p", { class: "hint" }, tr.t("rank.settings", {
      months: months(tr, found.window), n: found.n, total: found.total, police: found.found_by_police, left: found.left_out,
      draws: found.settings.draws, seed: String(found.settings.seed),
    })),
    map,
    table(tr.t("rank.table", { n: SHOWN }), headings.map((key) => tr.t(key)), found.areas.slice(0, SHOWN).map(row), [0, 2, 3, 4, 5, 6]),
  ];
  if (found.without_data.length > 0) {
    const names = found.without_data.map((c) => called(tr, `criterion.${c}`, c)).join(", ");
    parts.push(h("p", { class: "warning" }, tr.t("rank.without_data", { criteria: names })));
  }
  if (found.too_small.length > 0) {
    parts.push(h("p", {}, tr.t("rank.too_small", { areas: found.too_small.map((a) => tr.name(a.names, a.id)).join(", ") })));
  }
  parts.push(h("h3", {}, tr.t("rank.tipping")));
  parts.push(found.tipping.length === 0 ? h("p", {}, tr.t("rank.tipping.none")) : h("ul", {}, ...found.tipping.map((t) => h("li", {}, tr.t("rank.tipping.line", {
    criterion: called(tr, `criterion.${t.criterion}`, t.criterion), from: percent(tr, t.share), to: percent(tr, t.at), enters: name(t.enters), leaves: name(t.leaves),
  })))));
  return parts;
}

function probability(area: RankedArea | undefined, tr: Context["tr"]): string {
  return area?.p_worst === undefined ? tr.t("rank.legend.small") : tr.t("rank.probability", { p: tr.number(area.p_worst, 2) });
}
