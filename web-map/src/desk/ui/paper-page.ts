/** The paper form of a yard: to be filled in by hand, with a code that opens the digital one. */
import qrcode from "qrcode-generator";
import type { Factor, Instrument } from "../../checklist/core/instrument";
import { SEVERITIES } from "../../checklist/core/instrument";
import { h, svg } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { YardPage } from "../core/types";

export function paperPage(desk: Desk, yard: Pick<YardPage, "id" | "names" | "micro_district">): Node[] {
  const { tr, instrument } = desk;
  const address = new URL(`audit?yard=${encodeURIComponent(yard.id)}&lang=${tr.language}`, new URL(desk.base === "" ? "./" : desk.base, location.href)).href;
  return [
    h("div", { class: "row no-print" }, h("button", { type: "button", class: "button main", onclick: () => window.print() }, tr.t("print")), h("a", { class: "button", href: `${desk.base}papers?lang=${tr.language}` }, tr.t("papers.title"))),
    h(
      "article",
      { class: "paper" },
      h(
        "header",
        { class: "paper-head" },
        h(
          "div",
          {},
          h("h1", {}, tr.name(instrument.names, "")),
          h("p", { class: "paper-yard" }, tr.name(yard.names, yard.id), yard.micro_district ? h("span", {}, tr.name(yard.micro_district.names, "")) : null),
          h("p", {}, tr.t("paper.code", { yard: yard.id, instrument: instrument.id, version: instrument.version })),
          h("p", { class: "danger-line" }, tr.t("danger")),
        ),
        h("figure", {}, code(address, tr.t("paper.qr")), h("figcaption", {}, tr.t("paper.qr"))),
      ),
      h("p", { class: "blanks" }, ...(["paper.date", "paper.time", "paper.role"] as const).map((key) => h("span", {}, tr.t(key)))),
      h("p", { class: "paper-hint" }, tr.t("paper.hint")),
      sheet(desk, instrument),
      h("p", { class: "paper-hint" }, tr.t("paper.remark")),
      h("div", { class: "ruled" }),
      h("p", { class: "paper-hint" }, tr.t("paper.consent")),
    ),
  ];
}

function sheet(desk: Desk, instrument: Instrument): HTMLElement {
  const { tr } = desk;
  const head = [tr.t("paper.factor"), "0", "1", "2", "3", tr.t("paper.not_applicable"), tr.t("paper.not_checked")];
  const box = (): HTMLElement => h("span", { class: "tick-box" });
  const row = (factor: Pick<Factor, "id" | "names" | "when" | "anchors">): HTMLElement =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, tr.name(factor.names, factor.id), h("small", {}, tr.t(`paper.when.${factor.when}` as "paper.when.night"))),
      ...SEVERITIES.map((step) => h("td", {}, box(), tr.name(factor.anchors[step], ""))),
      h("td", { class: "only-box" }, box()),
      h("td", { class: "only-box" }, box()),
    );
  const group = ({ id, names }: Instrument["groups"][number]): HTMLElement =>
    h(
      "tbody",
      {},
      h("tr", {}, h("th", { colspan: 7, scope: "colgroup", class: "group" }, tr.name(names, id))),
      ...instrument.factors.filter((factor) => factor.group === id).map(row),
    );
  return h(
    "table",
    { class: "paper-table" },
    h("thead", {}, h("tr", {}, ...head.map((words) => h("th", { scope: "col" }, words)))),
    ...instrument.groups.map(group),
    h("tbody", {}, ...instrument.outcomes.map(row)),
  );
}

/** A QR code of medium correction as one path. */
export function code(text: string, label: string): SVGSVGElement {
  const qr = qrcode(0, "M");
  qr.addData(text);
  qr.make();
  const side = qr.getModuleCount();
  let path = "";
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) if (qr.isDark(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`;
  }
  const element = svg("svg", { viewBox: `0 0 ${side + 8} ${side + 8}`, class: "qr", role: "img", "aria-label": label });
  element.append(svg("rect", { width: side + 8, height: side + 8, fill: "#ffffff" }), svg("path", { d: path, fill: "#000000" }));
  return element;
}
