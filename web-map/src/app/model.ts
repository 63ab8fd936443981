/** What the parts of the page see: the state, what is known, and one way to change the state. */
import type { Client } from "../api/client";
import type { City, LayerInfo } from "../api/types";
import type { Highlight } from "./highlight";
import type { Loaded } from "../core/loaded";
import type { AreaIndex } from "../core/locate";
import type { QueryContext } from "../core/query";
import type { ViewState } from "../core/state";
import type { Translator } from "../i18n/i18n";
import type { SessionClient } from "../shell/session";
import type { YardLayer } from "../yards/types";

export interface Model {
  readonly client: Client;
  readonly city: City;
  readonly layers: readonly LayerInfo[];
  readonly state: ViewState;
  readonly tr: Translator;
  readonly context: QueryContext;
  /** What is drawn now; stays while the next answer is on its way. */
  readonly loaded: Loaded | null;
  /** What stands on the right of the divider, by the same scale; null where nothing is compared. */
  readonly compared: Loaded | null;
  readonly loading: boolean;
  /** Why the last question was not answered, in the user's language. */
  readonly failure: string | null;
  /** Named areas by kind, as far as they were fetched. */
  readonly areas: ReadonlyMap<string, AreaIndex>;
  set(patch: Partial<ViewState>): void;
  /** Requests that change something in the reader's name. */
  readonly keeper: SessionClient;
  /** Takes the last step back; there is one where `steps` is above 0. */
  undo(): void;
  readonly steps: number;
  /** What the pointer or the focus is on, in any view. */
  readonly highlight: Highlight;
  /** The layers of the checklist, which have a map of their own. */
  readonly yardLayers: readonly YardLayer[];
  /** Goes to one of them. */
  leave(layer: string): void;
}

/** A part of the page: built once per language, then told about every change. */
export interface Part {
  element: HTMLElement;
  update(model: Model): void;
}
