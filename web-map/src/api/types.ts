/** The shapes of /api/v1 that the map reads. One file, so that types made from the OpenAPI document can replace it. */

export type Language = "kk" | "ru" | "en";
export type Names = Partial<Record<Language, string>>;
/** Half-open local dates, `YYYY-MM-DD`. */
export interface DatePeriod {
  from: string;
  to: string;
}
/** West, south, east, north in degrees. */
export type Bounds = [number, number, number, number];

export interface CategoryInfo {
  code: string;
  names: Names;
  sensitive: boolean;
  /** Null for the public. */
  count: number | null;
}

export interface City {
  names: Names;
  timezone: string;
  languages: Language[];
  synthetic: boolean;
  viewer: { role: string };
  bounds: Bounds | null;
  basemap: { url: string; attribution: string } | null;
  period: DatePeriod | null;
  resolutions: number[];
  default_resolution: number;
  /** Null for the public. */
  incidents: number | null;
  categories: CategoryInfo[];
  area_kinds: { kind: string; count: number }[];
  /** Null for the public. */
  seq: number | null;
}

export interface LayerInfo {
  id: string;
  type: "incidents" | "places";
  kind?: string;
  /** Null for the public. */
  count: number | null;
  period: DatePeriod | null;
  levels: string[];
}

export type ClassName =
  | "hot_99"
  | "hot_95"
  | "hot_90"
  | "not_significant"
  | "cold_90"
  | "cold_95"
  | "cold_99"
  | "too_few"
  | "no_variation";

export interface Warning {
  code: string;
}

/** The server's own words, in every language. */
export type Sentence = Record<Language, string>;

/** A source that has not registered the end of the period in full. */
export interface Incomplete {
  source: string;
  incomplete_from: string;
  registered: number;
  sentence: Sentence;
}

/** Every choice behind an answer, given or default. Counts have fewer members than hotspots. */
export interface Settings {
  layer: string;
  method?: string;
  weights?: string;
  tail?: string;
  correction?: string;
  thresholds?: Record<string, unknown>;
  resolution?: number;
  study_set?: "inhabited" | "area";
  study_area?: string[];
  from?: string | null;
  to?: string | null;
  categories?: string[];
  hours?: string;
  weekdays?: string;
  timezone?: string;
  n?: number;
  total?: number;
  /** Hotspots: selected incidents in no study cell. */
  outside_cells?: number;
  /** Counts: selected incidents in no cell or area drawn. */
  outside?: number | null;
  left_out?: number;
  left_out_reasons?: Partial<Record<string, number>>;
  /** Proceedings discontinued: not counted. */
  discontinued?: number;
  classes?: Partial<Record<string, number>>;
  warnings?: Warning[];
  seq?: number;
  /** What the answer says as a whole. */
  sentence?: Sentence;
  /** The cell that was asked about. */
  about?: { id: string; found: boolean; sentence: Sentence };
  registration?: Incomplete[];
  /** Density: per what. */
  unit?: string;
  /** Density: metres. */
  bandwidth_m?: number;
  verdict?: "ok" | "too_few" | "no_variation";
}

/** The columns form: values by position in the study set's ascending cells. */
export interface ColumnsAnswer {
  set: string;
  n: number;
  classes?: string[];
  columns: Partial<Record<ColumnName, (number | null)[]>>;
  settings: Settings;
}
export type ColumnName =
  | "count" | "relative" | "ring_count" | "ring_expected" | "z" | "p" | "q" | "class"
  | "density" | "largest_error" | "before" | "after" | "difference" | "expected"
  | "steps_hot" | "steps_cold" | "z_last" | "tau" | "trend_p";

export interface StudySetAnswer {
  set: string;
  resolution: number;
  encoding: string;
  cells: number[];
}

export interface AreaRef {
  id: string;
  kind: string;
  names: Names;
}

export interface CellAnswer {
  cell: string;
  resolution: number;
  centre: [number, number];
  area_m2: number;
  count: number;
  ring_count: number | null;
  ring_expected: number | null;
  ring_cells: number | null;
  z: number | null;
  p: number | null;
  q: number | null;
  p_normal?: number | null;
  q_normal?: number | null;
  /** Null outside the study set. */
  class: ClassName | null;
  by_category: { category: string; count: number }[];
  areas: AreaRef[];
  in_study_set: boolean;
  settings: Settings;
}

/** Why it is so in one cell of the map of risk. */
export interface RiskCell {
  cell: string;
  count: number;
  expected: number;
  relative: number;
  rank: number;
  of: number;
  shares: { factor: string; times: number }[];
  conditions: { factor: string; relative_risk: number; measured: { low: number; high: number } | null }[];
  sentence: Names;
}

export interface RhythmAnswer {
  /** Seven days, Monday first, of 24 local hours. */
  hours: number[][];
  known: number;
  unknown: number;
  /** Incidents of several hours spread over them, where that was asked for. */
  aoristic?: { hours: number[][]; used: number; spread: number; left_out: number };
  settings: Settings;
}

export type Ring = [number, number][];
export type AreaGeometry =
  | { type: "Polygon"; coordinates: Ring[] }
  | { type: "MultiPolygon"; coordinates: Ring[][] };

export interface AreaProperties {
  id: string;
  kind?: string;
  code?: string;
  names: Names;
  count?: number;
  area_km2?: number;
  per_km2?: number | null;
}
export interface AreaFeature {
  type: "Feature";
  properties: AreaProperties;
  geometry: AreaGeometry | null;
}
export interface AreaCollection {
  type: "FeatureCollection";
  features: AreaFeature[];
  settings?: Settings;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  parameter?: string;
  remedy?: string;
}
