/** The hours of the week as one picture, to be saved: bars by hour over a matrix of hour by weekday. */
import { SEQUENTIAL } from "../../core/palette";
import { summarise } from "../../core/rhythm";
import type { Translator } from "../../i18n/i18n";
import { svg } from "../dom";
import { LINE, SOFT, picture, text } from "./chart";

const LEFT = 34;
const CELL = 21;
const BARS = 80;

export function weekChart(hours: readonly (readonly number[])[], tr: Translator): SVGSVGElement {
  const chart = picture(LEFT + 24 * CELL + 8, BARS + 7 * CELL + 34, tr.t("rhythm.bars"));
  const { byHour, highest } = summarise(hours);
  const top = Math.max(...byHour, 1);
  byHour.forEach((value, hour) => {
    const high = (value / top) * (BARS - 14);
    chart.append(svg("rect", { x: LEFT + hour * CELL + 1, y: BARS - high, width: CELL - 2, height: high, fill: LINE }));
    if (hour % 3 === 0) chart.append(text(LEFT + hour * CELL, BARS + 14, String(hour), "start", SOFT, 10));
  });
  chart.append(text(LEFT, 10, tr.number(top), "start", SOFT, 10));
  hours.forEach((day, index) => {
    const y = BARS + 22 + index * CELL;
    chart.append(text(0, y + 14, tr.maybe(`weekday.${index}`) ?? ""));
    day.forEach((value, hour) => {
      const shade = value === 0 || highest === 0 ? "#f0f2f4" : SEQUENTIAL[Math.max(0, Math.ceil((value / highest) * 5) - 1)]!;
      chart.append(svg("rect", { x: LEFT + hour * CELL, y, width: CELL - 1, height: CELL - 1, fill: shade }));
    });
  });
  return chart;
}
