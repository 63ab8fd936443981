/** The shapes of /api/v1/risk that the pages read. */
import type { Names } from "../api/types";

export interface Comparison {
  hit_rate: number; low: number; high: number;
  pei: number | null; pei_low: number | null; pei_high: number | null;
  standing: "wins" | "loses" | "undecided";
}

export interface ScoreRow {
  method: string; bandwidth_m: number | null; share: number;
  hit_rate: number; low: number; high: number; pai: number;
  pei: number | null; pei_low: number | null; pei_high: number | null;
  model_less_this: Comparison | null;
}

export interface Group { rows: number; expected: number; observed: number; z: number }

export interface Validation {
  from: string; to: string; tested_on: string; past_periods: number; incidents: number;
  rows: ScoreRow[];
  calibration: {
    expected: number; observed: number; overdispersion: number; slope: number; deciles: Group[];
    districts: (Group & { area: string; taken_share: number })[];
  };
  by_category: { category: string; incidents: number; model: number; last_counts: number | null }[];
}

export interface Said { code: string; sentence: Names }

export interface Report {
  id: string;
  verdict: { against_last_counts: Comparison["standing"] | null; factors_found: boolean; sentence: Names };
  warnings: Said[];
  settings: Record<string, unknown> & { level: number; n: number; total: number; police_found: number; police_found_used: boolean };
  factors: { factor: string; kept: boolean; chosen: boolean; sentence: Names; unknown_cells: number }[];
  validation: Validation[];
  attention: { area: string; attention: number; reported: number; police_found: number | null; of_area: number; ratio: number | null }[];
  feedback: { areas: number; rounds: number; kept_out: Round; counted: Round };
}

export interface Round { top_tenth: number; top_tenth_by_chance: number; stays_equal: boolean }

export interface Card {
  id: string; version: string; made_on: string; verdict: Names; factors: string[];
  sections: { key: string; heading: Names; text: Names }[];
  warnings: Said[];
  settings: Record<string, unknown>;
}

export interface Kept { id: string; card: Card; report: Report }
