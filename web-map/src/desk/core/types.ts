/** The shapes of the checklist's routes that the yard's page and the lists read. Dates are local days, `2026-11-27`. */
import type { Names } from "../../api/types";

export type ScoreClass = "good" | "fair" | "poor" | "bad" | "not_yet_assessed";
export type CaseState = "open" | "taken_on" | "planned" | "reported_mended" | "confirmed" | "disputed" | "reopened";
export type CaseAction = "take_on" | "plan" | "report_mended" | "confirm" | "dispute" | "reopen" | "assign";

export interface Interval {
  low: number;
  high: number;
}

/** What a yard lacks before its score is shown. */
export interface Missing {
  what: "weight" | "raters" | "roles" | "night_round" | "signed_rater";
  have?: number;
  need?: number;
}

/** Something good, or something to mend, in the words of the scale. */
export interface Told {
  factor: string;
  names: Names;
  pictogram: string;
  anchor: Names;
}

export interface ToMend extends Told {
  /** 1 to 3. */
  severity: number;
  /** From 2 on it has to be mended. */
  marked: boolean;
  body: string | null;
  body_names: Names | null;
  usual_days: number | null;
  /** The day by which it is planned or due. */
  by: string | null;
  case: string | null;
  state: CaseState | null;
  since: string | null;
  planned_for: string | null;
  overdue: boolean;
  self_help: Names;
  whom_to_call: Names;
}

/** A point of the history; no score where the yard was not assessed then. */
export interface HistoryPoint {
  at: string;
  score: number | null;
  low: number | null;
  high: number | null;
}

export interface YardPage {
  id: string;
  names: Names;
  centre: [number, number];
  micro_district: { names: Names } | null;
  district: { names: Names } | null;
  class: ScoreClass;
  /** 0 good to 100 bad; none unless the yard is assessed. */
  score: number | null;
  interval: Interval | null;
  missing: Missing[];
  raters: { all: number; by_role: Record<string, number> };
  rounds: { night: number; day: number };
  /** 0 to 1. */
  covered_weight: number;
  newest: string | null;
  role_gap: { worse: string; better: string; points: number } | null;
  good: Told[];
  mend: ToMend[];
  mended: { case: string; factor: string; names: Names; at: string }[];
  history: HistoryPoint[];
}

export interface Case {
  id: string;
  yard: string;
  yard_names: Names | null;
  micro_district: { names: Names } | null;
  factor: string;
  names: Names | null;
  severity: number;
  anchor: Names | null;
  state: CaseState;
  body: string;
  body_names: Names | null;
  opened: string;
  due: string;
  overdue: boolean;
  planned_for: string | null;
  mended: string | null;
}
