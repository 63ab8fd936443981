/** The shapes of the API that the planner's views read. */
import type { Names, Settings } from "../../api/types";

export interface SliceAnswer {
  total: number;
  days: { from: string | null; counts: number[]; unknown: number };
  months: { counts: { month: string; count: number }[]; unknown: number };
  hours: number[][];
  known_hours: number;
  unknown_hours: number;
  categories: { code: string; count: number }[];
  areas: { id: string; names: Names; count: number }[];
  level: string | null;
  scope: { kind: string; id?: string; area_km2?: number };
  rate?: {
    exposure: string; exposed: number; exposure_level: string; per: number; rate: number; low: number; high: number; interval: number;
  };
  settings: Settings;
}

export interface RateRow {
  id: string;
  name_kk: string | null;
  name_ru: string | null;
  name_en: string | null;
  count: number;
  exposure: number | null;
  rate: number | null;
  rate_eb: number | null;
  rate_low: number | null;
  rate_high: number | null;
}

export interface RatesAnswer {
  rate: number;
  rows: RateRow[];
  settings: Settings & { per: number; exposure: string; without_exposure: number };
}

export interface SavedView {
  id: string;
  name: string;
  query: string;
  shared: boolean;
  owner: string;
  own: boolean;
}

export interface Found {
  kind: string;
  id: string;
  names?: Names;
  name?: Names;
  label?: string;
  centre: [number, number] | null;
  bbox: [number, number, number, number] | null;
}
