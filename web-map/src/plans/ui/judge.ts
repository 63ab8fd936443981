/** A plan judged: choose it, choose the day, read the verdict. */
import { type Child, fill, h } from "../../ui/dom";
import type { Evaluation, PlaceboFound, PlanLine, ShareFound } from "../api";
import { choice, field, numberOf } from "./fields";
import { intervals, lineChart } from "./lines";
import { type Context, called, failure, months, percent, section, table } from "./shell";

export async function judgePart(context: Context): Promise<HTMLElement> {
  const { tr, desk } = context;
  const out = h("div", { class: "result", "aria-live": "polite" });
  let plans: PlanLine[];
  try {
    ({ plans } = await desk.get<{ plans: PlanLine[] }>("plans"));
  } catch (error) {
    return section(tr.t("judge.title"), failure(error, tr));
  }
  const asked = new URL(location.href).searchParams;
  const newest = new Map(plans.map((p) => [p.id, p]));
  const options = [...newest.values()].map((p) => ({ value: p.id, text: `${p.title} (${p.id})` }));
  const which = choice(tr.t("judge.plan"), options, asked.get("plan") ?? "");
  const day = field(tr.t("rank.as_of"), { type: "date", value: asked.get("as_of") ?? "" }, tr.t("rank.as_of.hint"));
  const survey = ["pilots_before", "pilots_after", "controls_before", "controls_after"].map((key) => [
    field(`${called(tr, `survey.${key}`, key)}, ${tr.t("judge.afraid")}`, { type: "number", min: 0 }),
    field(`${called(tr, `survey.${key}`, key)}, ${tr.t("judge.asked")}`, { type: "number", min: 0 }),
  ] as const);
  const ask = async (): Promise<void> => {
    if (which.value() === "") return;
    const numbers = survey.map((pair) => pair.map((f) => numberOf(f.value())));
    const perception = numbers.every((pair) => pair.every((n) => n !== undefined)) ? numbers : null;
    out.setAttribute("aria-busy", "true");
    fill(out, h("p", {}, tr.t("loading")));
    try {
      const body = { ...(day.value() === "" ? {} : { as_of: day.value() }), perception };
      fill(out, ...verdict(context, await desk.send<Evaluation>("POST", `plans/${which.value()}/evaluation`, body)));
    } catch (error) {
      fill(out, failure(error, tr));
    }
    out.setAttribute("aria-busy", "false");
  };
  const form = h("form", { class: "form", onsubmit: (event: Event) => {
    event.preventDefault();
    void ask();
  } }, which.element, day.element,
    h("details", { class: "wide" }, h("summary", {}, tr.t("judge.survey")), h("div", { class: "form" }, ...survey.flat().map((f) => f.element))),
    h("button", { type: "submit" }, tr.t("judge.go")));
  if (asked.get("plan") !== null) void ask();
  return section(tr.t("judge.title"), h("p", {}, tr.t("judge.intro")), options.length === 0 ? h("p", {}, tr.t("list.none")) : form, out);
}

function verdict(context: Context, e: Evaluation): HTMLElement[] {
  const { tr, say } = context;
  const interval = e.effect === null ? [] : [{ name: tr.t("judge.effect"), change: e.effect.change, low: e.effect.low, high: e.effect.high }];
  if (e.ring !== null) interval.push({ name: tr.t("judge.ring"), change: e.ring.change, low: e.ring.low, high: e.ring.high });
  const scale = ratio(e);
  const parts: (HTMLElement | false)[] = [
    h("div", { class: `verdict ${e.verdict}`, "data-verdict": e.verdict }, h("h3", {}, called(tr, `verdict.${e.verdict}`, e.verdict)), h("p", {}, say(e.sentence))),
    h("ul", { class: "notes" }, ...e.notes.map((note) => h("li", {}, say(note)))),
    h("p", { class: "hint" }, tr.t("judge.windows", { plan: `${e.plan}, ${e.version}`, before: months(tr, e.baseline), after: months(tr, e.after) })),
    e.sha256 !== null && h("p", { class: "hint" }, "SHA-256 ", h("code", { class: "digest" }, e.sha256)),
    interval.length > 0 && intervals(interval, tr.t("judge.intervals"), tr),
    lineChart({
      months: e.lines.map((l) => l.month), start: e.after.from, startText: tr.t("plan.start"), label: tr.t("judge.chart"), unit: tr.t("judge.chart.unit"),
      lines: [
        { name: tr.t("plan.pilots"), kind: "pilot", values: e.lines.map((l) => l.pilots) },
        { name: tr.t("judge.controls_scaled"), kind: "control", values: e.lines.map((l) => l.controls * scale) },
        { name: tr.t("plan.ring"), kind: "ring", values: e.lines.map((l) => l.ring) },
      ],
    }, tr),
    figures(context, e),
    checks(context, e),
  ];
  return parts.filter((p): p is HTMLElement => p !== false);
}

/** The controls' counts are drawn at the pilots' level before the start. */
function ratio(e: Evaluation): number {
  const before = e.lines.filter((l) => l.month >= e.baseline.from && l.month < e.baseline.to);
  const sum = (of: (l: Evaluation["lines"][number]) => number): number => before.reduce((s, l) => s + of(l), 0);
  return sum((l) => l.pilots) / (sum((l) => l.controls) || 1);
}

function figures({ tr }: Context, e: Evaluation): HTMLElement {
  const between = (low: string, high: string): string => tr.t("judge.between", { low, high });
  const rows: Child[][] = [];
  const sign = (n: number): string => (n < 0 ? "−" : "+");
  const whole = (n: number): string => sign(n) + tr.number(Math.abs(n));
  if (e.effect) rows.push([tr.t("judge.effect"), percent(tr, e.effect.change, true), between(percent(tr, e.effect.low, true), percent(tr, e.effect.high, true)), tr.probability(e.effect.p)]);
  if (e.difference) rows.push([tr.t("judge.wdd"), whole(e.difference.incidents), between(whole(e.difference.low), whole(e.difference.high)), tr.probability(e.difference.p)]);
  if (e.difference_with_ring) rows.push([tr.t("judge.wdd_ring"), whole(e.difference_with_ring.incidents), between(whole(e.difference_with_ring.low), whole(e.difference_with_ring.high)), tr.probability(e.difference_with_ring.p)]);
  if (e.ring) rows.push([tr.t("judge.ring"), percent(tr, e.ring.change, true), between(percent(tr, e.ring.low, true), percent(tr, e.ring.high, true)), tr.probability(e.ring.p)]);
  rows.push([tr.t("judge.wdq"), e.quotient === null ? tr.t("judge.wdq.none") : tr.number(e.quotient, 2), "", ""]);
  if (e.naive) rows.push([tr.t("judge.naive"), percent(tr, e.naive.change, true), tr.t("judge.naive.counts", { before: e.naive.before, after: e.naive.after }), tr.t("judge.naive.no_p")]);
  const share = (name: string, s: ShareFound | null): void => {
    if (!s) return;
    const points = sign(s.points) + tr.number(100 * Math.abs(s.points), 1);
    rows.push([name, tr.t("judge.points", { points }), between(tr.number(100 * s.low, 1), tr.number(100 * s.high, 1)), ""]);
  };
  share(tr.t("judge.clearance"), e.clearance);
  share(tr.t("judge.perception"), e.perception);
  return table(tr.t("judge.figures"), [tr.t("judge.figure"), tr.t("judge.value"), tr.t("judge.interval"), "p"], rows, [1, 2, 3]);
}

function checks({ tr }: Context, e: Evaluation): HTMLElement {
  const line = (p: PlaceboFound, name: string): string => `${name}: ${percent(tr, p.change, true)} (${percent(tr, p.low, true)} … ${percent(tr, p.high, true)})`;
  const month = (p: PlaceboFound): string => (p.month === null ? "" : (e.lines[p.month]?.month.slice(0, 7) ?? ""));
  const list = (found: PlaceboFound[]): HTMLElement => h("ul", {}, ...found.map((p) => h("li", {}, line(p, p.what === null ? month(p) : called(tr, `category.${p.what}`, p.what)))));
  const random = e.randomisation;
  return h("div", { class: "checks" }, h("h3", {}, tr.t("judge.checks")),
    e.trend_before !== null && h("p", {}, tr.t("judge.trend", { change: percent(tr, e.trend_before.per_year, true), p: tr.probability(e.trend_before.p) })),
    random !== null && h("p", {}, tr.t(random.all ? "judge.random.all" : "judge.random", { sets: random.sets, p: tr.probability(random.p) })),
    e.noise !== null && h("p", {}, tr.t("judge.noise", { phi: tr.number(e.noise.phi, 2), areas: e.noise.areas, months: e.noise.months })),
    h("h4", {}, tr.t("judge.leads")), list(e.leads),
    h("h4", {}, tr.t("judge.lags")), list(e.lags),
    h("h4", {}, tr.t("judge.placebo_dates")), list(e.placebo_dates),
    e.placebo_kinds.length > 0 && h("h4", {}, tr.t("judge.placebo_kinds")), e.placebo_kinds.length > 0 && list(e.placebo_kinds));
}
