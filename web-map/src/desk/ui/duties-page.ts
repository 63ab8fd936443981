/** The duty register: who mends what, where, since when and by which law; new entries end old ones, nothing is erased. */
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import { type Duty, holds, sorted } from "../core/duties";

const EDITORS = ["planner", "analyst", "operator"];

export function dutiesPage(desk: Desk, given: { duties: Duty[] }): Node[] {
  const { tr } = desk;
  const today = new Date().toISOString().slice(0, 10);
  const list = h("div", {});
  const past = h("input", { type: "checkbox", id: "past", onchange: () => draw() });
  const draw = (): void => {
    const duties = sorted(given.duties, desk.instrument.factors.map(({ id }) => id), today).filter((duty) => past.checked || holds(duty, today));
    fill(list, duties.length === 0 ? h("p", {}, tr.t("duties.none")) : table(desk, duties, today));
  };
  draw();
  return [
    h("h1", { tabindex: "-1" }, tr.t("duties.title")),
    h("p", { class: "hint" }, tr.t("duties.hint")),
    h("div", { class: "choice no-print" }, past, h("label", { for: "past" }, tr.t("duties.past"))),
    list,
    h("div", { class: "row no-print" }, h("button", { type: "button", class: "button", onclick: () => window.print() }, tr.t("print"))),
    ...(EDITORS.includes(desk.session.role) ? [form(desk, (duties) => {
      given.duties = duties;
      draw();
    })] : []),
  ];
}

function table(desk: Desk, duties: readonly Duty[], today: string): HTMLElement {
  const { tr } = desk;
  const heads = ["duties.factor", "duties.area", "duties.body", "duties.days", "duties.from", "duties.to", "duties.source"] as const;
  const cell = (key: (typeof heads)[number], text: string): HTMLElement => h("td", { "data-head": tr.t(key) }, text);
  const row = (duty: Duty): HTMLElement =>
    h(
      "tr",
      { class: holds(duty, today) ? "" : "past" },
      h("th", { scope: "row" }, desk.factor(duty.factor)),
      cell("duties.area", duty.area ? tr.name(duty.area_names ?? undefined, duty.area) : tr.t("duties.everywhere")),
      cell("duties.body", duty.name ? tr.name(duty.name, duty.body) : desk.body(duty.body)),
      cell("duties.days", duty.usual_days ? tr.number(duty.usual_days) : "–"),
      cell("duties.from", duty.from ? tr.shortDate(duty.from) : "–"),
      cell("duties.to", duty.to ? tr.shortDate(duty.to) : "–"),
      cell("duties.source", duty.source),
    );
  return h("table", { class: "list" }, h("thead", {}, h("tr", {}, ...heads.map((key) => h("th", { scope: "col" }, tr.t(key))))), h("tbody", {}, ...duties.map(row)));
}

function form(desk: Desk, saved: (duties: Duty[]) => void): HTMLElement {
  const { tr, api, instrument } = desk;
  const said = h("p", { role: "status" });
  const options = (things: readonly { id: string; names: Parameters<typeof tr.name>[0] }[]): HTMLElement[] =>
    things.map(({ id, names }) => h("option", { value: id }, tr.name(names, id)));
  const field = <T extends HTMLElement>(id: string, key: "duties.factor" | "duties.area" | "duties.body" | "duties.days" | "duties.from" | "duties.to" | "duties.source", input: T): [HTMLElement, T] => {
    input.id = id;
    return [h("div", { class: "field" }, h("label", { for: id }, tr.t(key)), input), input];
  };
  const [factorField, factor] = field("duty-factor", "duties.factor", h("select", {}, ...options(instrument.factors)));
  const [areaField, area] = field("duty-area", "duties.area", h("input", { type: "text", placeholder: tr.t("duties.area.example") }));
  const [bodyField, body] = field("duty-body", "duties.body", h("select", {}, ...options(instrument.bodies)));
  const [daysField, days] = field("duty-days", "duties.days", h("input", { type: "number", min: 1, max: 1000 }));
  const [fromField, from] = field("duty-from", "duties.from", h("input", { type: "date" }));
  const [toField, to] = field("duty-to", "duties.to", h("input", { type: "date" }));
  const [sourceField, source] = field("duty-source", "duties.source", h("input", { type: "text", required: true }));
  const send = async (): Promise<void> => {
    const duty = {
      factor: factor.value, body: body.value, source: source.value.trim(),
      ...(area.value.trim() === "" ? {} : { area: area.value.trim() }),
      ...(from.value === "" ? {} : { from: from.value }),
      ...(to.value === "" ? {} : { to: to.value }),
      ...(days.value === "" ? {} : { usual_days: Number(days.value) }),
    };
    try {
      await api.ask("POST", "duties", duty);
      saved((await api.get<{ duties: Duty[] }>("duties")).duties);
      fill(said, tr.t("duties.saved"));
    } catch (error) {
      fill(said, desk.failure(error));
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void send();
  };
  return h(
    "form",
    { class: "card no-print", onsubmit: submit },
    h("h2", {}, tr.t("duties.new")),
    factorField, areaField, bodyField, daysField, fromField, toField, sourceField,
    h("button", { type: "submit", class: "button main" }, tr.t("duties.save")),
    said,
  );
}
