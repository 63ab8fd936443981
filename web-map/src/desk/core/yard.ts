/** The parts of the yard's page. Pure. */
import type { HistoryPoint, ToMend, YardPage } from "./types";

export interface Story {
  /** What has to be mended: marked by the ratings, or a case that nobody else has confirmed mended. */
  mend: ToMend[];
  slight: ToMend[];
}

export function storyOf({ mend }: Pick<YardPage, "mend">): Story {
  const has = (one: ToMend): boolean => one.marked || one.case !== null;
  return { mend: mend.filter(has), slight: mend.filter((one) => !has(one)) };
}

export interface Assessed extends HistoryPoint {
  score: number;
  low: number;
  high: number;
}

/** The points at which the yard was assessed. */
export function assessed(history: readonly HistoryPoint[]): Assessed[] {
  return history.filter((point): point is Assessed => point.score !== null && point.low !== null && point.high !== null);
}

/** The step of the scale as a number that has a drawing. */
export function stepOf(severity: number): 0 | 1 | 2 | 3 {
  return Math.min(3, Math.max(0, Math.round(severity))) as 0 | 1 | 2 | 3;
}
