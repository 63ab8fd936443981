/** A picture of the yard's condition to pass on, drawn in the browser: as SVG, and as PNG for messengers. */
import { PICTOGRAMS } from "../../checklist/pictograms/pictogram";
import { h, svg } from "../../ui/dom";
import type { Desk } from "../app/desk";
import type { YardPage } from "../core/types";
import { type Story, stepOf } from "../core/yard";
import { linesOf } from "../core/lines";

const SIDE = 720;
const FONT = "system-ui, sans-serif";
const COLOURS: Readonly<Record<string, string>> = { ink: "#17212b", bad: "#9b1c1c", solid: "#17212b", light: "#ffc53d", green: "#5b9a57", wrong: "#9b1c1c" };

export function shareButtons(desk: Desk, page: YardPage, story: Story): HTMLElement[] {
  const { tr } = desk;
  const name = `aula-${page.id.replace(/[^A-Za-z0-9-]+/g, "-")}`;
  const save = async (kind: "svg" | "png"): Promise<void> => {
    const source = new XMLSerializer().serializeToString(picture(desk, page, story));
    const blob = kind === "svg" ? new Blob([source], { type: "image/svg+xml" }) : await pngOf(source);
    const link = h("a", { href: URL.createObjectURL(blob), download: `${name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return [
    h("button", { type: "button", class: "button", id: "share-png", onclick: () => void save("png") }, tr.t("share.png")),
    h("button", { type: "button", class: "button", id: "share-svg", onclick: () => void save("svg") }, tr.t("share.svg")),
  ];
}

/** The picture: name, class, the first things to mend with who mends them, and the date. */
export function picture(desk: Desk, page: YardPage, story: Story): SVGSVGElement {
  const { tr } = desk;
  const element = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, height: SIDE });
  const text = (x: number, y: number, size: number, words: string, weight = 400, fill = "#17212b"): SVGElement =>
    svg("text", { x, y, "font-size": size, "font-family": FONT, "font-weight": weight, fill }, words);
  element.append(svg("rect", { width: SIDE, height: SIDE, fill: "#ffffff" }), svg("rect", { width: SIDE, height: 14, fill: "#17324d" }));
  let y = 70;
  for (const line of linesOf(tr.name(page.names, page.id), 28).slice(0, 2)) {
    element.append(text(40, y, 36, line, 700));
    y += 44;
  }
  element.append(text(40, y + 4, 28, tr.t(`class.${page.class}` as "class.good"), 600, "#0f4c81"));
  y += 60;
  const shown = story.mend.slice(0, 4);
  element.append(text(40, y, 24, tr.t(shown.length > 0 ? "yard.mend" : "share.nothing"), 600));
  for (const one of shown) {
    y += 24;
    const icon = svg("g", { transform: `translate(40 ${y}) scale(1.4)` });
    icon.append(...(PICTOGRAMS[one.pictogram]?.[stepOf(one.severity)] ?? []).map(([kind, path]) => {
      const line = kind === "ink" || kind === "bad";
      return svg("path", { d: path, fill: line ? "none" : COLOURS[kind], stroke: line ? COLOURS[kind] : "none", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" });
    }));
    const body = one.body_names ? tr.name(one.body_names, "") : desk.body(one.body ?? "");
    const name = linesOf(tr.name(one.names, one.factor), 33).slice(0, 2);
    element.append(
      icon,
      ...name.map((line, i) => text(125, y + 24 + i * 26, 23, line, 600)),
      text(125, y + 24 + 26 * name.length, 20, linesOf(body, 42)[0] ?? "", 400, "#43505c"),
    );
    y += 76;
  }
  const { newest } = page;
  element.append(text(40, SIDE - 56, 20, newest ? tr.t("score.newest", { date: tr.date(newest) }) : "", 400, "#43505c"), text(40, SIDE - 26, 20, tr.t("share.foot"), 400, "#43505c"));
  return element;
}

async function pngOf(source: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}
