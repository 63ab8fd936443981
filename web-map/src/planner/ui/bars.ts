/** Counts as a list of bars that can be chosen; what is lit elsewhere is lit here. */
import { LINE, picture, text } from "../../ui/charts/chart";
import { h, svg } from "../../ui/dom";

export interface Item {
  id: string;
  label: string;
  count: number;
  /** What the bar says in full. */
  words: string;
  chosen: boolean;
}

const BAR = 84;

export function barList(
  items: readonly Item[], label: string, number: (n: number) => string, choose: (id: string) => void, lit: (id: string | null) => void,
): { element: HTMLElement; mark(id: string | null): void } {
  const highest = Math.max(1, ...items.map(({ count }) => count));
  const rows = new Map<string, HTMLElement>();
  for (const item of items) {
    const bar = svg("svg", { viewBox: `0 0 ${BAR} 12`, width: BAR, height: 12, "aria-hidden": "true" },
      svg("rect", { width: Math.max(item.count > 0 ? 1 : 0, (item.count / highest) * BAR), height: 12, fill: LINE }));
    rows.set(item.id, h("button", {
      type: "button", class: "bar-row", "aria-pressed": String(item.chosen), "data-focus": `bar-${item.id}`, "data-id": item.id, title: item.words,
      onclick: () => choose(item.id), onmouseenter: () => lit(item.id), onmouseleave: () => lit(null), onfocus: () => lit(item.id), onblur: () => lit(null),
    }, h("span", { class: "bar-label" }, item.label), bar, h("span", { class: "number" }, number(item.count))));
  }
  const element = h("div", { class: "bar-list", role: "group", "aria-label": label }, ...rows.values());
  return {
    element,
    mark(id) {
      for (const [own, row] of rows) row.classList.toggle("lit", own === id);
    },
  };
}

/** The same list as a picture, to be saved. */
export function barsPicture(items: readonly Item[], title: string, number: (n: number) => string): SVGSVGElement {
  const chart = picture(560, 22 + 18 * items.length, title);
  const highest = Math.max(1, ...items.map(({ count }) => count));
  chart.append(text(0, 12, title, "start", "#17212b", 12));
  items.forEach((item, i) => {
    const y = 22 + 18 * i;
    const width = (item.count / highest) * 270;
    chart.append(text(0, y + 11, item.label), svg("rect", { x: 220, y, width: width.toFixed(1), height: 13, fill: LINE }), text(226 + width, y + 11, number(item.count)));
  });
  return chart;
}
