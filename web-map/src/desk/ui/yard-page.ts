/** The page of a yard: its condition in words, who mends what, what can be done, how to take part. */
import { pictogram } from "../../checklist/pictograms/pictogram";
import { h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { ToMend, Told, YardPage } from "../core/types";
import { type Story, assessed, stepOf, storyOf } from "../core/yard";
import { confirmPart } from "./confirm";
import { historyPart } from "./history";
import { scorePart } from "./score";
import { shareButtons } from "./share";

export function yardPage(desk: Desk, page: YardPage): Node[] {
  const { tr } = desk;
  const story = storyOf(page);
  const history = assessed(page.history);
  const place = [page.micro_district, page.district].filter((one) => one !== null).map(({ names }) => tr.name(names, "")).join(", ");
  return [
    h("h1", { tabindex: "-1" }, tr.name(page.names, page.id)),
    place === "" ? null : h("p", { class: "where" }, place),
    scorePart(desk, page),
    ...mendPart(desk, story),
    ...listPart(desk, "yard.slight", story.slight),
    ...listPart(desk, "yard.good", page.good),
    ...mendedPart(desk, page),
    ...(history.length > 1 ? [historyPart(desk, history)] : []),
    takePart(desk, page, story),
  ].filter((part) => part !== null);
}

function mendPart(desk: Desk, { mend }: Story): Node[] {
  if (mend.length === 0) return [];
  return [h("h2", {}, desk.tr.t("yard.mend")), ...mend.map((one) => mendCard(desk, one))];
}

function mendCard(desk: Desk, one: ToMend): HTMLElement {
  const { tr } = desk;
  return h(
    "section",
    { class: "card mend", "data-factor": one.factor },
    h(
      "div",
      { class: "told" },
      pictogram(one.pictogram, stepOf(one.severity)),
      h("div", {}, h("h3", {}, tr.name(one.names, one.factor)), h("p", {}, tr.name(one.anchor, ""))),
    ),
    h("p", { class: "duty" }, dutyLine(desk, one)),
    one.state === "reported_mended" && one.case !== null ? confirmPart(desk, one.case) : null,
    h("p", {}, h("strong", {}, tr.t("self_help")), h("br"), tr.name(one.self_help, "")),
    h("p", {}, h("strong", {}, tr.t("whom")), h("br"), tr.name(one.whom_to_call, "")),
  );
}

/** Who mends it, how far it is, and by when. */
function dutyLine(desk: Desk, one: ToMend): string {
  const { tr } = desk;
  const body = one.body === null ? "" : one.body_names ? tr.name(one.body_names, one.body) : desk.body(one.body);
  if (one.state === null) return tr.t("yard.no_case", { body });
  const state = tr.t(`state.${one.state}` as "state.open", { date: one.planned_for ? tr.date(one.planned_for) : "" });
  // A planned date stands in `by`; that the usual time has passed before it is said without a date.
  const late = one.overdue && one.planned_for !== null;
  const due = late ? tr.t("case.late") : one.by ? tr.t(one.overdue ? "case.overdue" : "case.due", { date: tr.date(one.by) }) : "";
  return tr.t("case.line", { body, state, since: one.since ? tr.date(one.since) : "", due });
}

function listPart(desk: Desk, key: "yard.slight" | "yard.good", told: readonly (Told & { severity?: number })[]): Node[] {
  const { tr } = desk;
  if (told.length === 0) return [];
  const line = ({ factor, names, anchor, pictogram: name, severity }: Told & { severity?: number }): HTMLElement =>
    h(
      "li",
      { "data-factor": factor },
      pictogram(name, stepOf(severity ?? 0)),
      h("span", {}, h("strong", {}, tr.name(names, factor)), h("br"), tr.name(anchor, "")),
    );
  return [h("h2", {}, tr.t(key)), h("ul", { class: "told-list" }, ...told.map(line))];
}

function mendedPart(desk: Desk, { mended }: YardPage): Node[] {
  const { tr } = desk;
  if (mended.length === 0) return [];
  const line = ({ factor, names, at }: YardPage["mended"][number]): HTMLElement =>
    h("li", {}, tr.t("yard.mended.line", { factor: tr.name(names, factor), date: tr.date(at) }));
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
