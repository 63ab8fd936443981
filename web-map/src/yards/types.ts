/** The shapes of the layers of the checklist. */
import type { AreaGeometry, Names } from "../api/types";

/** An entry of the catalogue that is a layer of the checklist. */
export interface YardLayer {
  id: string;
  type: "scores" | "unrated" | "factor";
  /** Where the viewer may see it: `yard`, `cells`, kinds of areas. */
  levels: string[];
  /** Of a factor. */
  names?: Names;
  group?: string;
  group_names?: Names | null;
  /** Of a factor: words for the steps 0 to 3. */
  anchors?: Names[];
}

/** What a yard lacks before it is assessed. */
export interface Missing {
  what: "weight" | "raters" | "roles" | "night_round" | "signed_rater";
  have?: number;
  need?: number;
}

export interface YardProperties {
  id: string;
  names: Names | null;
  /** `good` … `bad`, or `0` … `3` of a factor, or `not_yet_assessed`. */
  class: string;
  value: number | null;
  yards: number;
  assessed: number;
  /** The rest by yard only. */
  low?: number | null;
  high?: number | null;
  raters?: number;
  missing?: Missing[];
}

export interface YardSettings {
  layer: string;
  level: string;
  n: number;
  rules: {
    /** Lowest scores of the classes fair, poor and bad. */
    class_from: number[];
    oldest_days: number;
    raters: number;
    roles: number;
    /** Share of the weight, 0 to 1. */
    weight_share: number;
    yards_for_area: number;
    /** Level of the intervals, 0 to 1. */
    level: number;
  };
}

export interface YardFeature {
  type: "Feature";
  properties: YardProperties;
  geometry: AreaGeometry | null;
}

export interface YardCollection {
  type: "FeatureCollection";
  features: YardFeature[];
  settings: YardSettings;
}
