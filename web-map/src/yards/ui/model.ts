/** What the parts of the page see, and one way to change the choice. */
import type { City, LayerInfo } from "../../api/types";
import type { Layer } from "../../core/loaded";
import type { AreaIndex } from "../../core/locate";
import type { Session, SessionClient } from "../../shell/session";
import type { YardState } from "../core/state";
import type { Translator } from "../i18n/i18n";
import type { YardFeature, YardLayer, YardProperties, YardSettings } from "../types";

export interface YardsLoaded {
  features: readonly YardFeature[];
  places: readonly YardProperties[];
  settings: YardSettings;
  /** The layer that is drawn. */
  shown: YardLayer | undefined;
  drawn: Layer;
}

export interface YardsModel {
  readonly client: SessionClient;
  readonly session: Session;
  readonly city: City;
  /** The layers of the checklist that the viewer may see. */
  readonly layers: readonly YardLayer[];
  /** Those of counts, which have a map of their own. */
  readonly counted: readonly LayerInfo[];
  readonly layer: YardLayer | undefined;
  readonly level: string;
  readonly state: YardState;
  readonly tr: Translator;
  readonly loaded: YardsLoaded | null;
  readonly loading: boolean;
  readonly failure: string | null;
  readonly areas: ReadonlyMap<string, AreaIndex>;
  /** The name of the area that a place drawn lies in, empty where that is not known (yet). */
  where(position: number): string;
  set(patch: Partial<YardState>): void;
  /** Goes to a layer that is not of the checklist. */
  leave(layer: string): void;
}

export interface YardsPart {
  element: HTMLElement;
  update(model: YardsModel): void;
}
