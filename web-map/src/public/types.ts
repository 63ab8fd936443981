/** The shapes of /api/v1/public. */
import type { AreaGeometry, Language, Names } from "../api/types";

export type Need = "help_first" | "above_average" | "not_told_apart" | "below_average" | "not_shown";
export type PublicClass = "0-4" | "5-12" | "rounded" | "range" | "merged" | "suppressed";
export type ByLanguage<T = string> = Record<Language, T>;

export interface PublicLevel {
  level: string;
  resolution: number | null;
  periods: string[];
  usual_period: string | null;
  groups: string[];
}

export interface PublicCatalogue {
  version: number;
  date: string;
  hash: string;
  revision: boolean;
  levels: PublicLevel[];
  periods: { period: string; names: ByLanguage }[];
  groups: { group: string; categories: string[]; names: ByLanguage }[];
}

export interface PublicPlace {
  id: string;
  kind: string;
  names?: Names;
  class: PublicClass;
  low: number | null;
  high: number | null;
  need: Need;
  density_low: number | null;
  density_high: number | null;
  rate_low: number | null;
  rate_high: number | null;
  rank_best: number | null;
  rank_worst: number | null;
  area_km2: number | null;
  residents: number | null;
  into?: { id: string; kind: string; names: Names | null };
}

export interface PublicSettings {
  published: { version: number; date: string; hash: string };
  period: string;
  period_names: ByLanguage;
  group: string | null;
  group_names: ByLanguage | null;
  least_addresses: number;
  places_by_need: Partial<Record<Need, number>>;
  places_by_class: Partial<Record<PublicClass, number>>;
  city: PublicPlace | null;
}

export interface PublicFeature {
  type: "Feature";
  properties: PublicPlace;
  geometry: AreaGeometry | null;
}

export interface PublicCollection {
  type: "FeatureCollection";
  features: PublicFeature[];
  settings: PublicSettings;
}

export interface PublicStory extends PublicPlace {
  sentences: ByLanguage<string[]>;
  settings: PublicSettings;
}
