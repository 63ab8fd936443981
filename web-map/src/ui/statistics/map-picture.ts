/** The map as a picture, with the legend that says what is counted and how sure it is. */
import type { Model } from "../../app/model";
import { legendOf } from "../../core/legend";
import { rgba } from "../../core/palette";
import type { MapView } from "../../map/map-view";
import type { Translator } from "../../i18n/i18n";
import { lines } from "../charts/chart";
import { saveCanvas } from "../charts/save";
import { h } from "../dom";

const LEGEND_PX = 340;
const FAMILY = "system-ui, sans-serif";

export function mapPictures(tr: Translator, map: () => MapView, model: () => Model): HTMLElement {
  return h("button", { type: "button", onclick: () => save(map(), model()) }, tr.t("save.map"));
}

function save(map: MapView, model: Model): void {
  const { loaded, tr, city } = model;
  if (!loaded) return;
  const layer = model.layers.find((l) => l.id === loaded.settings.layer) ?? model.context.layer;
  const legend = legendOf(loaded, layer, tr);
  const seen = map.picture();
  const canvas = h("canvas", { width: seen.width + LEGEND_PX, height: Math.max(seen.height, 560) });
  const context = canvas.getContext("2d")!;
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(seen, LEGEND_PX, 0);
  let y = 12;
  const write = (words: string, font: string, colour = "#17212b"): void => {
    context.font = font;
    context.fillStyle = colour;
    for (const line of lines(words, 48)) {
      y += 17;
      context.fillText(line, 14, y);
    }
  };
  write(tr.name(city.names, ""), `600 15px ${FAMILY}`);
  write(legend.title, `600 14px ${FAMILY}`);
  write(legend.period, `600 13px ${FAMILY}`);
  for (const line of legend.counted) write(line, `12px ${FAMILY}`);
  if (legend.verdict !== null) write(legend.verdict, `600 12px ${FAMILY}`);
  write(legend.unit, `12px ${FAMILY}`, "#43505c");
  for (const row of legend.rows) {
    y += 20;
    context.fillStyle = row.style.fill === null ? "#ffffff" : rgba(row.style.fill, Math.min(1, row.style.fillOpacity + 0.1));
    context.strokeStyle = row.style.stroke ?? "#4a5560";
    context.fillRect(14, y - 11, 15, 13);
    context.strokeRect(14, y - 11, 15, 13);
    context.font = `12px ${FAMILY}`;
    context.fillStyle = "#17212b";
    context.fillText(`${row.label}: ${tr.number(row.count)}`, 38, y);
  }
  const words = [legend.method, ...legend.warnings, city.synthetic ? tr.t("synthetic.note") : null];
  for (const line of words) if (line !== null) write(line, `11px ${FAMILY}`, "#43505c");
  saveCanvas(canvas, "aula-map");
}
