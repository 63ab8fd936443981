/** One plan: what, where, with which controls, what could be seen, how it was chosen, and its digest. */
import type { AreaFeature } from "../../api/types";
import { type Child, fill, h } from "../../ui/dom";
import type { Plan, StoredPlan } from "../api";
import { boundaries } from "../core/decode";
import { areaMap } from "./area-map";
import { type Context, called, failure, months, percent, section, table } from "./shell";

export function planPart(context: Context, stored: StoredPlan, areas: AreaFeature[], districts: AreaFeature[]): HTMLElement {
  const plan = stored.state === "draft" ? stored.plan : stored.frozen.plan;
  const { tr } = context;
  return h("article", { class: "dossier", "data-state": stored.state },
    h("h2", { class: "plan-title" }, plan.title),
    stateLine(context, stored),
    actions(context, stored, plan),
    facts(context, plan),
    picture(context, plan, areas, districts),
    pilots(context, plan),
    seen(context, plan),
    balance(context, plan),
    choosing(context, plan),
    section(tr.t("plan.method"), h("p", {}, plan.method)));
}

function stateLine({ tr }: Context, stored: StoredPlan): HTMLElement {
  if (stored.state === "draft") return h("p", { class: "warning" }, tr.t("plan.draft"));
  const { frozen_on: on, sha256 } = stored.frozen;
  return h("div", { class: "frozen" }, h("p", {}, tr.t("plan.frozen", { date: tr.date(on) })),
    h("p", {}, "SHA-256 ", h("code", { class: "digest" }, sha256)), h("p", { class: "hint" }, tr.t("plan.verify")));
}

function actions({ tr, desk, base }: Context, stored: StoredPlan, plan: Plan): HTMLElement {
  const out = h("span", { "aria-live": "polite" });
  const act = async (work: () => Promise<unknown>, then: () => void): Promise<void> => {
    try {
      await work();
      then();
    } catch (error) {
      fill(out, failure(error, tr));
    }
  };
  const freeze = (): void => void act(() => desk.send("POST", `plans/${plan.id}/freeze`), () => location.reload());
  const discard = (): void => void act(() => desk.send("DELETE", `plans/${plan.id}`), () => location.assign(`${base}plans?lang=${tr.language}`));
  const children: Child[] = stored.state === "draft"
    ? [h("button", { type: "button", class: "freeze", onclick: freeze }, tr.t("plan.freeze")), h("button", { type: "button", onclick: discard }, tr.t("plan.discard"))]
    : [h("a", { class: "export", href: desk.address(`plans/${plan.id}/export?version=${plan.version}`), download: true }, tr.t("plan.export"))];
  return h("p", { class: "actions" }, ...children,
    h("a", { class: "judge", href: `${base}evaluate?plan=${plan.id}&lang=${tr.language}` }, tr.t("plan.judge")), out);
}

function facts({ tr }: Context, plan: Plan): HTMLElement {
  const what = plan.outcome.categories.length === 0 ? tr.t("plan.all_categories") : plan.outcome.categories.map((c) => called(tr, `category.${c}`, c)).join(", ");
  const rows: [string, string][] = [
    [tr.t("plan.measure"), plan.measure || "–"],
    [tr.t("plan.outcome"), what],
    [tr.t("plan.start"), tr.date(plan.start)],
    [tr.t("plan.months"), tr.number(plan.months)],
    [tr.t("plan.selection"), months(tr, plan.selection)],
    [tr.t("plan.baseline"), months(tr, plan.baseline)],
    [tr.t("plan.as_of"), tr.date(plan.as_of)],
    [tr.t("plan.id"), `${plan.id}, ${tr.t("plan.version").toLowerCase()} ${tr.number(plan.version)}`],
  ];
  return h("div", {},
    h("dl", { class: "facts" }, ...rows.flatMap(([term, text]) => [h("dt", {}, term), h("dd", {}, text)])),
    plan.picked_by_baseline && h("p", { class: "warning" }, tr.t("plan.picked_by_baseline")),
    plan.later_data_at_hand && h("p", { class: "warning" }, tr.t("plan.later_data")));
}

function picture({ tr }: Context, plan: Plan, areas: AreaFeature[], districts: AreaFeature[]): HTMLElement {
  const pilots = new Map(plan.pilots.map((p) => [p.id, tr.name(p.names, p.id)]));
  const controls = new Map(plan.controls.map((c) => [c.id, tr.name(c.names, c.id)]));
  return areaMap({
    features: areas, districts, label: tr.t("plan.map"),
    kindOf: (id) => (pilots.has(id) ? "pilot" : controls.has(id) ? "control" : null),
    titleOf: (id) => pilots.get(id) ?? controls.get(id) ?? tr.name(areas.find((a) => a.properties.id === id)?.properties.names, id),
    labelled: pilots,
    rings: plan.pilots.flatMap((p) => boundaries(p.ring, plan.resolution)),
    legend: [{ kind: "pilot", text: tr.t("plan.pilots") }, { kind: "control", text: tr.t("plan.controls") }, { kind: "ring", text: tr.t("plan.ring") }],
  }, tr);
}

function pilots({ tr, base }: Context, plan: Plan): HTMLElement {
  const names = new Map([...plan.controls, ...plan.pilots].map((a) => [a.id, tr.name(a.names, a.id)]));
  const why = (p: Plan["pilots"][number]): string => tr.t(p.must ? "plan.why.must" : p.drawn ? "plan.why.drawn" : "plan.why.ranked");
  const rows = plan.pilots.map((p) => [
    h("a", { href: `${base}areas/${encodeURIComponent(p.id)}?as_of=${plan.as_of}&lang=${tr.language}` }, names.get(p.id) ?? p.id),
    tr.number(p.p_worst, 2),
    `${tr.number(p.rank[0])}–${tr.number(p.rank[1])}`,
    why(p),
    p.controls.map((c) => names.get(c) ?? c).join(", "),
  ]);
  const headings = [tr.t("rank.area"), tr.t("plan.p", { k: plan.choosing.worst }), tr.t("rank.interval"), tr.t("plan.why"), tr.t("plan.controls")];
  return section(tr.t("plan.pilots"), table(tr.t("plan.pilots"), headings, rows, [1, 2]));
}

function seen({ tr }: Context, plan: Plan): HTMLElement {
  const text = plan.detectable === null ? tr.t("plan.seen.none") : tr.t("plan.seen.text", {
    least: tr.number(plan.detectable.least_significant * 100), often: tr.number(plan.detectable.seen_in_four_of_five * 100), months: plan.months,
  });
  return section(tr.t("plan.seen"), h("p", { class: "sentence" }, text), plan.phi !== null && h("p", { class: "hint" }, tr.t("plan.phi", { phi: tr.number(plan.phi, 2) })));
}

/** Under this difference pilots and controls count as alike; the same as the server's. */
const BALANCED = 0.1;

function balance({ tr }: Context, plan: Plan): HTMLElement {
  const name = (what: string): string => tr.maybe(`covariate.${what}`) ?? called(tr, `places.${what}`, what);
  const rows = plan.balance.map((b) => [
    name(b.what), tr.number(b.pilots, 2), tr.number(b.controls, 2), tr.number(b.standardised, 2), b.balanced ? tr.t("plan.balanced") : tr.t("plan.not_balanced"),
  ]);
  const open = plan.balance.filter((b) => !b.balanced).map((b) => name(b.what));
  const beyond = plan.balance.filter((b) => b.reach !== undefined && (b.reach[0] >= BALANCED || b.reach[1] <= -BALANCED)).map((b) => name(b.what));
  const near = plan.closeness;
  const headings = [tr.t("plan.covariate"), tr.t("plan.pilots"), tr.t("plan.controls"), tr.t("plan.smd"), ""];
  return section(tr.t("plan.balance"),
    h("p", {}, open.length === 0 ? tr.t("plan.balance.all") : tr.t("plan.balance.open", { what: open.join(", ") })),
    beyond.length > 0 && h("p", { class: "hint" }, tr.t("plan.balance.beyond", { what: beyond.join(", ") })),
    open.length > 0 && near !== undefined && h("p", { class: "hint" }, tr.t("plan.balance.least", { excess: tr.number(near.excess, 2), least: tr.number(near.least, 2) })),
    plan.not_compared.length > 0 && h("p", { class: "hint" }, tr.t("plan.not_compared", { what: plan.not_compared.map(name).join(", ") })),
    table(tr.t("plan.balance"), headings, rows, [1, 2, 3]));
}

function choosing({ tr }: Context, plan: Plan): HTMLElement {
  const c = plan.choosing;
  const names = new Map([...plan.controls, ...plan.pilots].map((a) => [a.id, tr.name(a.names, a.id)]));
  const best = c.gap <= 0 ? tr.t("plan.optimal") : tr.t("plan.gap", { gap: percent(tr, c.gap) });
  const alternatives = c.alternatives.map((a) => [
    tr.name(a.names, a.enters), a.leaves.map((id) => names.get(id) ?? id).join(", ") || "–", percent(tr, a.loss),
  ]);
  const lottery = c.lottery.map((t) => [names.get(t.area) ?? t.area, tr.number(t.number, 4), t.won ? tr.t("plan.won") : ""]);
  return section(tr.t("plan.choosing"),
    h("p", {}, tr.t("plan.choosing.text", { n: c.candidates, k: c.worst, value: tr.number(c.value, 2) }), " ", best),
    h("p", {}, tr.t("plan.rules", {
      pilots: c.rules.pilots, district: c.rules.per_district === undefined ? "–" : tr.number(c.rules.per_district), apart: c.rules.apart_m,
      budget: c.rules.budget === undefined ? "–" : tr.number(c.rules.budget),
    })),
    c.alternatives.length > 0 && table(tr.t("plan.alternatives"), [tr.t("plan.enters"), tr.t("plan.leaves"), tr.t("plan.loss")], alternatives, [2]),
    c.lottery.length > 0 && table(tr.t("plan.lottery", { seed: String(c.rules.lottery_seed) }), [tr.t("rank.area"), tr.t("plan.ticket"), ""], lottery, [1]));
}
