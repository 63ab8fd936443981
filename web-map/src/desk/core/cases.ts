/** The list of cases: order, filter, table for CSV and print. Pure. */
import type { Case } from "./types";

export type Show = "open" | "overdue" | "reported" | "all";

export function shown(cases: readonly Case[], show: Show): Case[] {
  const fits = (one: Case): boolean =>
    show === "all" || (show === "overdue" ? one.overdue : show === "reported" ? one.state === "reported_mended" : !isClosed(one));
  return cases.filter(fits).sort(byUrgency);
}

/** Overdue ones first, then by the day on which they are due. */
export function byUrgency(a: Case, b: Case): number {
  return Number(b.overdue) - Number(a.overdue) || a.due.localeCompare(b.due) || a.id.localeCompare(b.id);
}

export function isClosed({ state }: Case): boolean {
  return state === "confirmed";
}

export const COLUMNS = ["case", "yard", "yard_name", "factor", "factor_name", "state", "body", "opened", "due", "overdue", "planned_for"] as const;

export function rowsOf(cases: readonly Case[], words: { yard: (one: Case) => string; factor: (one: Case) => string; body: (one: Case) => string }): (string | null)[][] {
  const row = (one: Case): (string | null)[] => [
    one.id, one.yard, words.yard(one), one.factor, words.factor(one), one.state, words.body(one), one.opened, one.due,
    one.overdue ? "yes" : "no", one.planned_for,
  ];
  return [[...COLUMNS], ...cases.map(row)];
}
