/** What the parts of the public map see, and one way to change the choice. */
import type { City } from "../../api/types";
import type { Layer } from "../../core/loaded";
import type { SessionClient } from "../../shell/session";
import type { Bin } from "../core/styles";
import type { PublicState } from "../core/state";
import type { Translator } from "../i18n/i18n";
import type { YardLayer } from "../../yards/types";
import type { PublicCatalogue, PublicLevel, PublicPlace, PublicSettings } from "../types";

export interface PublicLoaded {
  places: PublicPlace[];
  settings: PublicSettings;
  layer: Layer;
  bins: readonly Bin[];
}

export interface PublicModel {
  readonly client: SessionClient;
  readonly city: City;
  readonly catalogue: PublicCatalogue;
  readonly level: PublicLevel;
  readonly state: PublicState;
  readonly tr: Translator;
  readonly loaded: PublicLoaded | null;
  readonly loading: boolean;
  readonly failure: string | null;
  set(patch: Partial<PublicState>): void;
  /** The layers of the checklist, which have a map of their own. */
  readonly yardLayers: readonly YardLayer[];
  /** Goes to one of them. */
  leave(layer: string): void;
}

export interface PublicPart {
  element: HTMLElement;
  update(model: PublicModel): void;
}
