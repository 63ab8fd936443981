/** The shapes of /api/v1/stats that the charts read. */
import type { Names, Settings } from "./types";

/** One cell of a statistic. */
export interface CellFigures {
  features: { properties: Record<string, number | string | null> }[];
  settings: Settings;
}

export interface RankedUnit {
  rank: number;
  id: string;
  names?: Names;
  count: number;
  share_units: number;
  share_incidents: number;
}

export interface ConcentrationAnswer {
  shares: { top_percent: number; incidents: number }[];
  eighty_twenty: { units_for_80: number; units: number; incidents_in_20: number };
  ranked: RankedUnit[];
  gini: number;
  gini_generalised: number;
  /** Share of units, share of incidents, the fullest first. */
  curve: [number, number][];
  settings: Settings;
}

export interface SeasonRow {
  from: string;
  to: string;
  count: number;
  expected: number | null;
  low: number | null;
  high: number | null;
  q: number | null;
  registered: number | null;
  verdict: string;
}

export interface SeasonalAnswer {
  index: number[];
  dispersion: number;
  unusual: number;
  rows: SeasonRow[];
  settings: Settings;
}
