/** Saving what is seen: as a picture of lines, as a picture of points, as a table. */
import type { Translator } from "../../i18n/i18n";
import { h } from "../dom";
import { standalone } from "./chart";

export interface Saved {
  /** The file's name without its ending. */
  name: string;
  title: string;
  /** What was counted, how it was made and how sure it is: stands below the picture. */
  words: readonly string[];
  /** Where the figures are as a table, from the server. */
  csv: string;
}

/** The three ways to save a chart. */
export function saveButtons(chart: () => SVGSVGElement, saved: () => Saved, tr: Translator): HTMLElement {
  const alone = (): SVGSVGElement => standalone(chart(), saved().title, saved().words);
  const { csv, name } = saved();
  return h(
    "div",
    { class: "save", role: "group", "aria-label": tr.t("save.label") },
    h("span", { "aria-hidden": "true" }, tr.t("save.label")),
    h("button", { type: "button", onclick: () => void savePng(alone(), saved().name) }, tr.t("save.png")),
    h("button", { type: "button", onclick: () => saveText(written(alone()), "image/svg+xml", `${saved().name}.svg`) }, tr.t("save.svg")),
    h("a", { href: csv, download: `${name}.csv`, class: "download" }, tr.t("save.csv")),
  );
}

function written(chart: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(chart);
}

/** Twice as many points as it is wide, for print. */
async function savePng(chart: SVGSVGElement, name: string): Promise<void> {
  const [width, height] = ["width", "height"].map((side) => Number(chart.getAttribute(side)));
  const image = new Image();
  const bytes = new TextEncoder().encode(written(chart));
  // The content policy lets pictures come from `data:`, not from `blob:`.
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  image.src = `data:image/svg+xml;base64,${base64}`;
  await image.decode();
  const canvas = h("canvas", { width: 2 * width!, height: 2 * height! });
  canvas.getContext("2d")!.drawImage(image, 0, 0, 2 * width!, 2 * height!);
  saveCanvas(canvas, name);
}

/** A canvas as a file. */
export function saveCanvas(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => blob && saveBlob(blob, `${name}.png`), "image/png");
}

function saveText(body: string, type: string, name: string): void {
  saveBlob(new Blob([body], { type: `${type};charset=utf-8` }), name);
}

function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
