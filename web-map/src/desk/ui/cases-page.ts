/** One's own open cases: what is overdue first, what can be done with each, to print and as CSV. */
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import { type Show, byUrgency, rowsOf, shown } from "../core/cases";
import { csvOf } from "../core/csv";
import type { Case } from "../core/types";
import { actionButtons } from "./case-actions";
import { save } from "./save";

const SHOWS: readonly Show[] = ["open", "overdue", "reported", "all"];
/** What is chosen outlives a change of language. */
const chosen: { show: Show } = { show: "open" };

export function casesPage(desk: Desk, given: { cases: Case[] }): Node[] {
  const { tr } = desk;
  let cases = [...given.cases].sort(byUrgency);
  const list = h("div", { class: "cases" });
  const count = h("p", { role: "status" });
  const replaced = (one: Case): void => {
    cases = cases.map((old) => (old.id === one.id ? { ...old, ...one } : old));
    given.cases = cases;
    draw();
  };
  const draw = (): void => {
    const visible = shown(cases, chosen.show);
    const overdue = visible.filter((one) => one.overdue).length;
    fill(count, tr.t("cases.count", { n: visible.length, overdue }));
    fill(list, visible.length === 0 ? h("p", {}, tr.t("cases.none")) : table(desk, visible, replaced));
  };
  const choose = (show: Show): HTMLElement => {
    const id = `show-${show}`;
    const input = h("input", {
      type: "radio", name: "show", id, checked: show === chosen.show,
      onchange: () => {
        chosen.show = show;
        draw();
      },
    });
    return h("span", { class: "choice" }, input, h("label", { for: id }, tr.t(`cases.show.${show}` as "cases.show.open")));
  };
  const csv = (): void => {
    const words = { yard: (one: Case) => yardName(desk, one), factor: (one: Case) => factorName(desk, one), body: (one: Case) => bodyName(desk, one) };
    save("aula-cases.csv", "text/csv", csvOf(rowsOf(shown(cases, chosen.show), words)));
  };
  draw();
  return [
    h("h1", { tabindex: "-1" }, tr.t("cases.title")),
    h("fieldset", { class: "choices no-print" }, h("legend", {}, tr.t("cases.show")), ...SHOWS.map(choose)),
    h(
      "div",
      { class: "row no-print" },
      h("button", { type: "button", class: "button", onclick: () => window.print() }, tr.t("print")),
      h("button", { type: "button", class: "button", id: "csv", onclick: csv }, tr.t("cases.csv")),
    ),
    h("p", { class: "only-print" }, tr.t("cases.printed", { date: tr.date(new Date().toISOString().slice(0, 10)) })),
    count,
    list,
  ];
}

function table(desk: Desk, cases: readonly Case[], replaced: (one: Case) => void): HTMLElement {
  const { tr } = desk;
  const heads = ["cases.yard", "cases.what", "cases.state", "cases.opened", "cases.due", "cases.do"] as const;
  return h(
    "table",
    { class: "list" },
    h("caption", { class: "visually-hidden" }, tr.t("cases.title")),
    h("thead", {}, h("tr", {}, ...heads.map((key) => h("th", { scope: "col", class: key === "cases.do" ? "no-print" : "" }, tr.t(key))), h("th", { scope: "col", class: "only-print" }, tr.t("cases.done_on_paper")))),
    h("tbody", {}, ...cases.map((one) => line(desk, one, replaced))),
  );
}

function line(desk: Desk, one: Case, replaced: (one: Case) => void): HTMLElement {
  const { tr, base } = desk;
  const cell = (key: "cases.yard" | "cases.what" | "cases.state" | "cases.opened" | "cases.due", ...content: (Node | string | null)[]): HTMLElement =>
    h("td", { "data-head": tr.t(key) }, ...content);
  return h(
    "tr",
    { class: one.overdue ? "overdue" : "", "data-case": one.id },
    cell("cases.yard", h("a", { href: `${base}yards/${encodeURIComponent(one.yard)}?lang=${tr.language}` }, yardName(desk, one))),
    cell("cases.what", h("strong", {}, factorName(desk, one)), h("br"), tr.name(one.anchor ?? undefined, ""), h("br"), h("span", { class: "hint" }, bodyName(desk, one))),
    cell("cases.state", tr.t(`state.${one.state}` as "state.open", { date: one.planned_for ? tr.date(one.planned_for) : "" })),
    cell("cases.opened", tr.date(one.opened)),
    cell("cases.due", tr.date(one.due), one.overdue ? h("strong", { class: "late" }, tr.t("cases.overdue")) : null),
    h("td", { class: "no-print do" }, actionButtons(desk, one, replaced)),
    h("td", { class: "only-print box" }, "☐"),
  );
}

function yardName({ tr }: Desk, one: Case): string {
  const place = one.micro_district ? tr.name(one.micro_district.names, "") : "";
  return [tr.name(one.yard_names ?? undefined, one.yard), place].filter((part) => part !== "").join(", ");
}

function factorName({ tr }: Desk, one: Case): string {
  return tr.name(one.names ?? undefined, one.factor);
}

function bodyName(desk: Desk, one: Case): string {
  return one.body_names ? desk.tr.name(one.body_names, one.body) : desk.body(one.body);
}
