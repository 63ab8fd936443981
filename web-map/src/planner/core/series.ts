/** Incidents over time: days gathered to weeks or months, and a stretch of bars as a period and back. Pure. */
import { addDays, addMonths } from "../../core/dates";

export const STEPS = ["day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

export interface Bar {
  /** First day, and the first day no longer in it. */
  from: string;
  to: string;
  count: number;
}

/** The step by which a span of days makes a readable number of bars. */
export function stepFor(days: number): Step {
  if (days <= 92) return "day";
  return days <= 366 ? "week" : "month";
}

/** Counts of days from a first one on, gathered; the bars cover whole weeks (from Monday) and months. */
export function barsOf(from: string, counts: readonly number[], step: Step): Bar[] {
  const bars: Bar[] = [];
  let at = beginning(from, step);
  let next = after(at, step);
  let sum = 0;
  counts.forEach((count, i) => {
    const day = addDays(from, i);
    while (day >= next) {
      bars.push({ from: at, to: next, count: sum });
      [at, next, sum] = [next, after(next, step), 0];
    }
    sum += count;
  });
  if (counts.length > 0) bars.push({ from: at, to: next, count: sum });
  return bars;
}

function beginning(day: string, step: Step): string {
  if (step === "month") return `${day.slice(0, 8)}01`;
  if (step === "day") return day;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

function after(day: string, step: Step): string {
  return step === "month" ? addMonths(day, 1) : addDays(day, step === "week" ? 7 : 1);
}

/** The bars, first and last, that a period reaches into; all of them for an open one. Null where it reaches into none. */
export function stretchOf(bars: readonly Bar[], from: string | null, to: string | null): [number, number] | null {
  const first = from === null ? 0 : bars.findIndex((bar) => bar.to > from);
  let last = bars.length - 1;
  while (last >= 0 && to !== null && bars[last]!.from >= to) last--;
  return first < 0 || last < first ? null : [first, last];
}

/** The period of a stretch of bars; its open ends where it reaches to the ends of all bars. */
export function periodOfBars(bars: readonly Bar[], a: number, b: number): { from: string | null; to: string | null } {
  const [first, last] = [Math.max(0, Math.min(a, b)), Math.min(bars.length - 1, Math.max(a, b))];
  return { from: first === 0 ? null : bars[first]!.from, to: last === bars.length - 1 ? null : bars[last]!.to };
}
