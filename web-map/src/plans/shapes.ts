/** The shapes of planning. */
import type { Names } from "../api/types";

/** The same in three languages, as the server says it. */
export type Words = Record<"kk" | "ru" | "en", string>;

export interface Window {
  from: string;
  to: string;
}

export interface RankedArea {
  id: string;
  names: Names;
  district: string | null;
  value?: number;
  parts?: number[];
  p_worst?: number;
  mean_rank?: number;
  rank_low?: number;
  rank_high?: number;
  events: number;
  found_by_police: number;
  exposure: number | null;
  rate: number | null;
  rate_low: number | null;
  rate_high: number | null;
  trend: number | null;
  /** The mean score of assessed yards, 0 to 100, and the share of yards that nobody has rated. */
  score: number | null;
  missing_audits: number | null;
  centre: [number, number];
}

export interface Tipping {
  criterion: string;
  share: number;
  at: number;
  enters: string;
  leaves: string;
}

export interface RankAnswer {
  level: string;
  window: Window;
  criteria: string[];
  weights: number[];
  without_data: string[];
  settings: { worst: number; draws: number; seed: number; min_expected: number };
  n: number;
  total: number;
  found_by_police: number;
  left_out: number;
  areas: RankedArea[];
  too_small: RankedArea[];
  tipping: Tipping[];
  sentence: Words;
}

export interface PlannedArea {
  id: string;
  names: Names;
  district?: string;
  cells: number[];
  ring: number[];
}

export interface Pilot extends PlannedArea {
  p_worst: number;
  rank: [number, number];
  cost: number;
  must: boolean;
  drawn: boolean;
  controls: string[];
}

export interface Plan {
  id: string;
  version: number;
  follows?: string;
  title: string;
  measure: string;
  as_of: string;
  later_data_at_hand: boolean;
  level: string;
  outcome: { categories: string[] };
  start: string;
  months: number;
  selection: Window;
  baseline: Window;
  picked_by_baseline: boolean;
  resolution: number;
  ring_steps: number;
  pilots: Pilot[];
  controls: PlannedArea[];
  balance: { what: string; pilots: number; controls: number; standardised: number; balanced: boolean; reach?: [number, number] }[];
  closeness?: { excess: number; least: number };
  not_compared: string[];
  phi: number | null;
  detectable: { least_significant: number; seen_in_four_of_five: number } | null;
  choosing: {
    rules: { pilots: number; budget?: number; per_district?: number; apart_m: number; lottery_seed: number; near_equal: [number, number] };
    worst: number;
    candidates: number;
    value: number;
    bound: number;
    gap: number;
    seed: number;
    lottery: { area: string; number: number; won: boolean }[];
    alternatives: { enters: string; names: Names; leaves: string[]; loss: number }[];
  };
  method: string;
}

export interface Frozen {
  plan: Plan;
  frozen_on: string;
  frozen_by?: string;
  sha256: string;
}

export type StoredPlan = { state: "draft"; plan: Plan } | { state: "frozen"; frozen: Frozen };

export interface PlanLine {
  id: string;
  version: number;
  title: string;
  start: string;
  months: number;
  pilots: number;
  controls: number;
  frozen: { frozen_on: string; sha256: string } | null;
}

export interface EffectFound {
  treated: [number, number];
  control: [number, number];
  change: number;
  low: number;
  high: number;
  p: number;
  phi: number;
  expected: number;
}

export interface PlaceboFound {
  month: number | null;
  what: string | null;
  change: number;
  low: number;
  high: number;
  p: number;
}

export interface ShareFound {
  pilots: [number, number];
  controls: [number, number];
  points: number;
  low: number;
  high: number;
}

export interface Evaluation {
  plan: string;
  version: number;
  sha256: string | null;
  frozen_on: string | null;
  as_of: string;
  baseline: Window;
  after: Window;
  year_before: Window | null;
  naive: { before: number; after: number; change: number; p: number } | null;
  effect: EffectFound | null;
  difference: { incidents: number; low: number; high: number; p: number } | null;
  difference_with_ring: { incidents: number; low: number; high: number; p: number } | null;
  ring: EffectFound | null;
  quotient: number | null;
  trend_before: { per_year: number; low: number; high: number; p: number } | null;
  leads: PlaceboFound[];
  lags: PlaceboFound[];
  placebo_dates: PlaceboFound[];
  placebo_kinds: PlaceboFound[];
  randomisation: { p: number; sets: number; all: boolean } | null;
  noise: { phi: number; areas: number; months: number } | null;
  verdict: "fell" | "rose" | "no_change" | "cannot_tell";
  clearance: ShareFound | null;
  perception: ShareFound | null;
  lines: { month: string; pilots: number; controls: number; ring: number; control_ring: number }[];
  sentence: Words;
  notes: Words[];
}

export interface PostsAnswer {
  posts: { at: [number, number]; alone: number }[];
  existing: [number, number][];
  before: number;
  after: number;
  gap: number;
  candidates: number;
  demand: string;
  sentence: Words;
  note: Words;
}

export interface ClaimReply {
  needed: number;
  needed_at_2: number;
  sentences: Words[];
  cause_words: Words[];
  ask_words: Words[];
}

export interface Dossier {
  area: RankedArea;
  too_small: boolean;
  window: Window;
  worst: number;
  n: number;
  months: { month: string; count: number; mean: number }[];
  categories: { code: string; names: Names; count: number }[];
  factors: { kind: string; count: number; per_km2: number; median_per_km2: number }[];
  neighbours: RankedArea[];
  close: RankedArea[];
}

export interface Measure {
  id: string;
  what: string;
  place: string;
  body: string;
  from?: string;
  cost: number;
  evidence: string;
  benefit: number;
  progress: string;
}

export interface ProblemFile {
  id?: string;
  title: string;
  area: string;
  matter: string;
  hypothesis: string;
  measures: Measure[];
  notes: { body: string; on: string; text: string }[];
  reviews: string[];
  outcome: string;
  plan?: string;
  closed: boolean;
}
