/** The designer of a pilot: rules in, a draft out. */
import type { AreaFeature } from "../../api/types";
import { fill, h } from "../../ui/dom";
import type { Plan } from "../api";
import { choice, field, longField, numberOf } from "./fields";
import { type Context, failure, section } from "./shell";

export function designPart(context: Context, areas: AreaFeature[], asOf: string): HTMLElement {
  const { tr, desk, base, city } = context;
  const out = h("div", { class: "result", "aria-live": "polite" });
  const title = field(tr.t("design.name"), { type: "text", maxlength: 200, required: true });
  const measure = longField(tr.t("design.measure"));
  const day = field(tr.t("rank.as_of"), { type: "date", value: asOf }, tr.t("design.as_of.hint"));
  const months = field(tr.t("design.months"), { type: "number", min: 1, max: 60, value: 8 });
  const pilots = field(tr.t("design.pilots"), { type: "number", min: 1, max: 30, value: 4 });
  const district = field(tr.t("design.per_district"), { type: "number", min: 1, max: 30, value: 1 });
  const apart = field(tr.t("design.apart"), { type: "number", min: 0, max: 50000, step: 100, value: 1500 });
  const cost = field(tr.t("design.cost"), { type: "number", min: 0, step: "any", value: 1 });
  const budget = field(tr.t("design.budget"), { type: "number", min: 0, step: "any" }, tr.t("design.budget.hint"));
  const controls = field(tr.t("design.controls"), { type: "number", min: 1, max: 10, value: 3 });
  const ring = field(tr.t("design.ring"), { type: "number", min: 1, max: 12, value: 3 }, tr.t("design.ring.hint"));
  const seed = field(tr.t("design.lottery"), { type: "number", min: 0, value: 1 }, tr.t("design.lottery.hint"));
  const named = [{ value: "", text: tr.t("design.none") }, ...areas.map(({ properties: p }) => ({ value: p.id, text: tr.name(p.names, p.id) }))];
  const must = choice(tr.t("design.must"), named);
  const mustNot = choice(tr.t("design.must_not"), named);
  const kinds = city.categories.filter((c) => !c.sensitive);
  const outcome = kinds.map((c) => ({ code: c.code, box: h("input", { type: "checkbox", value: c.code }), text: tr.name(c.names, c.code) }));
  const boxes = h("fieldset", { class: "wide boxes" }, h("legend", {}, tr.t("design.outcome")),
    ...outcome.map(({ box, text }) => h("label", {}, box, " ", text)));

  const question = (): unknown => ({
    title: title.value(), measure: measure.value(), months: numberOf(months.value()) ?? 8,
    ...(day.value() === "" ? {} : { as_of: day.value() }),
    outcome: { categories: outcome.filter((o) => o.box.checked).map((o) => o.code) },
    rules: {
      pilots: numberOf(pilots.value()) ?? 4, controls: numberOf(controls.value()) ?? 3, ring_steps: numberOf(ring.value()) ?? 3,
      apart_m: numberOf(apart.value()) ?? 0, usual_cost: numberOf(cost.value()) ?? 1, lottery_seed: numberOf(seed.value()) ?? 1,
      per_district: numberOf(district.value()) ?? null, budget: numberOf(budget.value()) ?? null,
      must: must.value() === "" ? [] : [must.value()], must_not: mustNot.value() === "" ? [] : [mustNot.value()],
    },
  });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    out.setAttribute("aria-busy", "true");
    fill(out, h("p", {}, tr.t("loading")));
    try {
      const plan = await desk.send<Plan>("POST", "plans", question());
      location.assign(`${base}plans/${plan.id}?lang=${tr.language}`);
    } catch (error) {
      fill(out, failure(error, tr));
    }
    out.setAttribute("aria-busy", "false");
  };
  const form = h("form", { class: "form design", onsubmit: (event: Event) => void submit(event) },
    ...[title, day, months, pilots, district, apart, cost, budget, controls, ring, seed, must, mustNot, measure].map((f) => f.element),
    boxes, h("button", { type: "submit" }, tr.t("design.go")));
  return section(tr.t("design.title"), h("p", {}, tr.t("design.intro")), form, out);
}
