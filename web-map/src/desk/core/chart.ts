/** The small history chart as numbers: a line with its band in a box. Pure. */
import type { Assessed } from "./yard";

export interface ChartBox {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface ChartShape {
  line: string;
  band: string;
  dots: { x: number; y: number; point: Assessed }[];
}

/** Vertical place of a score, 0 (good) at the bottom. */
export function scoreY(score: number, box: ChartBox): number {
  return box.height - box.bottom - (Math.min(100, Math.max(0, score)) / 100) * (box.height - box.top - box.bottom);
}

export function chartOf(history: readonly Assessed[], box: ChartBox): ChartShape {
  const times = history.map(({ at }) => Date.parse(at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = Math.max(1, last - first);
  const x = (time: number): number => round(box.left + ((time - first) / span) * (box.width - box.left - box.right));
  const dots = history.map((point, i) => ({ x: x(times[i]!), y: round(scoreY(point.score, box)), point }));
  const upper = history.map((point, i) => `${x(times[i]!)},${round(scoreY(point.high, box))}`);
  const lower = history.map((point, i) => `${x(times[i]!)},${round(scoreY(point.low, box))}`).reverse();
  return {
    line: dots.map(({ x: px, y }, i) => `${i === 0 ? "M" : "L"}${px} ${y}`).join(""),
    band: history.length > 1 ? `M${[...upper, ...lower].join("L")}Z` : "",
    dots,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
