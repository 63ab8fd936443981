/** The duty register: which entries hold on a day, which are history. Pure. */
import type { Names } from "../../api/types";

export interface Duty {
  factor: string;
  /** The whole city where absent. */
  area?: string | null;
  area_names?: Names | null;
  from?: string | null;
  /** First day on which it holds no longer. */
  to?: string | null;
  body: string;
  name?: Names | null;
  account?: string | null;
  usual_days?: number | null;
  source: string;
}

export function holds(duty: Duty, day: string): boolean {
  return (!duty.from || duty.from <= day) && (!duty.to || day < duty.to);
}

/** By factor in the instrument's order; what holds now first, then the newest. */
export function sorted(duties: readonly Duty[], factors: readonly string[], day: string): Duty[] {
  const place = (duty: Duty): number => factors.indexOf(duty.factor);
  return [...duties].sort((a, b) =>
    place(a) - place(b) || Number(holds(b, day)) - Number(holds(a, day)) || (b.from ?? "").localeCompare(a.from ?? "") || a.body.localeCompare(b.body));
}
