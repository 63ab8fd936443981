/** The shapes of the checklist's routes that the yard's page and the lists read. */
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

export interface FactorValue {
  factor: string;
  state: "rated" | "not_applicable" | "not_rated";
  /** 0 no problem to 3 severe. */
  value: number | null;
  interval?: Interval | null;
  raters?: number;
  newest?: string | null;
}

export interface Assessment {
  class: ScoreClass;
  /** 0 good to 100 bad; none unless the yard is assessed. */
  score: number | null;
  interval: Interval | null;
  missing: Missing[];
  covered: {
    weight: number;
    raters: Record<string, number>;
    night_rounds: number;
    day_rounds: number;
    signed_raters?: number;
    oldest?: string | null;
    newest?: string | null;
  };
  role_gap?: { worse: string; better: string; points: number } | null;
  /** Those that may be shown by yard. */
  factors: FactorValue[];
}

export interface Case {
  id: string;
  yard: string;
  yard_names?: Names;
  factor: string;
  severity?: number;
  state: CaseState;
  body: string;
  body_name?: Names | null;
  opened: string;
  due: string;
  overdue?: boolean;
  planned_for?: string | null;
  mended_at?: string | null;
  /** What the reader may do now. */
  actions?: CaseAction[];
  events?: { at: string; state: CaseState; action?: CaseAction | null; by?: string; role?: string; note?: string | null; planned_for?: string | null }[];
}

/** A point of the history: the score on a day, with its interval. */
export interface HistoryPoint {
  at: string;
  score: number;
  low: number;
  high: number;
}

export interface YardPage {
  id: string;
  names: Names;
  centre: [number, number];
  place?: Names | null;
  assessment: Assessment;
  cases: Case[];
  history: HistoryPoint[];
}
