/** The page of a yard: its condition in words, who mends what, what can be done, how to take part. */
import { pictogram } from "../../checklist/pictograms/pictogram";
import { h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { Case, YardPage } from "../core/types";
import { type Story, type Told, storyOf } from "../core/yard";
import { confirmPart } from "./confirm";
import { historyPart } from "./history";
import { scorePart } from "./score";
import { shareButtons } from "./share";

export function yardPage(desk: Desk, page: YardPage): Node[] {
  const { tr } = desk;
  const story = storyOf(page, desk.instrument);
  const name = tr.name(page.names, page.id);
  return [
    h("h1", { tabindex: "-1" }, name),
    page.place ? h("p", { class: "where" }, tr.name(page.place, "")) : null,
    scorePart(desk, page),
    ...mendPart(desk, story),
    ...listPart(desk, "yard.slight", story.slight),
    ...listPart(desk, "yard.good", story.good),
    ...mendedPart(desk, story),
    ...(page.history.length > 1 ? [historyPart(desk, page)] : []),
    takePart(desk, page, story),
  ].filter((part) => part !== null);
}

function mendPart(desk: Desk, { mend }: Story): Node[] {
  const { tr } = desk;
  if (mend.length === 0) return [];
  return [h("h2", {}, tr.t("yard.mend")), ...mend.map((told) => mendCard(desk, told))];
}

function mendCard(desk: Desk, { factor, step, open }: Told): HTMLElement {
  const { tr } = desk;
  return h(
    "section",
    { class: "card mend", "data-factor": factor.id },
    h("div", { class: "told" }, pictogram(factor.pictogram, step), h("div", {}, h("h3", {}, tr.name(factor.names, factor.id)), h("p", {}, tr.name(factor.anchors[step], "")))),
    open ? h("p", { class: "duty" }, caseLine(desk, open)) : h("p", { class: "duty" }, tr.t("yard.no_case", { body: factor.duty.map((code) => desk.body(code)).join(", ") })),
    open?.state === "reported_mended" ? confirmPart(desk, open) : null,
    h("p", {}, h("strong", {}, tr.t("self_help")), h("br"), tr.name(factor.self_help, "")),
    h("p", {}, h("strong", {}, tr.t("whom")), h("br"), tr.name(factor.whom_to_call, "")),
  );
}

/** Who mends it, how far it is, and by when. */
export function caseLine(desk: Desk, one: Case): string {
  const { tr } = desk;
  const body = one.body_name ? tr.name(one.body_name, one.body) : desk.body(one.body);
  const state = tr.t(`state.${one.state}` as "state.open", { date: one.planned_for ? tr.date(one.planned_for.slice(0, 10)) : "" });
  const due = tr.t(one.overdue ? "case.overdue" : "case.due", { date: tr.date(one.due.slice(0, 10)) });
  return tr.t("case.line", { body, state, since: tr.date(one.opened.slice(0, 10)), due });
}

function listPart(desk: Desk, key: "yard.slight" | "yard.good", told: readonly Told[]): Node[] {
  const { tr } = desk;
  if (told.length === 0) return [];
  const line = ({ factor, step }: Told): HTMLElement =>
    h("li", {}, pictogram(factor.pictogram, step), h("span", {}, h("strong", {}, tr.name(factor.names, factor.id)), h("br"), tr.name(factor.anchors[step], "")));
  return [h("h2", {}, tr.t(key)), h("ul", { class: "told-list" }, ...told.map(line))];
}

function mendedPart(desk: Desk, { mended }: Story): Node[] {
  const { tr } = desk;
  if (mended.length === 0) return [];
  const line = ({ factor, mended: one }: Story["mended"][number]): HTMLElement => {
    const date = one.mended_at ? tr.date(one.mended_at.slice(0, 10)) : "";
    return h("li", {}, tr.t("yard.mended.line", { factor: tr.name(factor.names, factor.id), date, body: desk.body(one.body) }));
  };
  return [h("h2", {}, tr.t("yard.mended")), h("ul", { class: "mended" }, ...mended.map(line))];
}

function takePart(desk: Desk, page: YardPage, story: Story): HTMLElement {
  const { tr, base } = desk;
  const query = `yard=${encodeURIComponent(page.id)}&lang=${tr.language}`;
  return h(
    "section",
    { class: "card take-part" },
    h("h2", {}, tr.t("yard.take_part")),
    h("p", {}, tr.t("yard.take_part.text")),
    h(
      "div",
      { class: "row no-print" },
      h("a", { class: "button main", href: `${base}audit?${query}`, id: "rate" }, tr.t("yard.rate")),
      h("a", { class: "button", href: `${base}paper?${query}` }, tr.t("yard.paper")),
      h("button", { type: "button", class: "button", onclick: () => window.print() }, tr.t("print")),
      ...shareButtons(desk, page, story),
    ),
  );
}
