/** The one place where state, answers and parts of the page meet. */
import { Client, isAbort } from "../api/client";
import type { AreaCollection, City, LayerInfo } from "../api/types";
import { activeFilters, isCellView } from "../core/state";
import { decodeState, encodeState } from "../core/url";
import { type AreaIndex, areaIndex } from "../core/locate";
import type { Loaded } from "../core/loaded";
import type { QueryContext } from "../core/query";
import type { ViewState } from "../core/state";
import { type Translator, chooseLanguage, translator } from "../i18n/i18n";
import { HexagonStore } from "../map/hexagons";
import { OUTLINE_KINDS } from "../map/plain-map";
import { failureText } from "../ui/failure";
import { isCells, onOneScale, otherSide } from "../planner/core/compare";
import type { Shell } from "../shell/bar";
import type { SessionClient } from "../shell/session";
import type { YardLayer } from "../yards/types";
import { type CatalogueEntry, isYardEntry } from "../yards/ui/choice";
import { h } from "../ui/dom";
import { Page } from "../ui/page";
import { Highlight } from "./highlight";
import type { Host } from "./host";
import { answers, load, requestOf } from "./load";
import { Marks } from "./marks";
import type { Model } from "./model";

/** More areas of a kind than these make no readable outlines. */
const OUTLINES_AT_MOST = 5000;

/** Loads what every question needs, builds the page, and asks the question in the address. */
export async function start(body: HTMLElement, host: Host): Promise<void> {
  const client = new Client();
  // The worker loads its code while the first answers are on their way.
  const hexagons = new HexagonStore(client);
  const state = confined(decodeState(location.search), host.shell);
  try {
    const [city, { layers }] = await Promise.all([
      client.get<City>("city"),
      client.get<{ layers: CatalogueEntry[] }>("layers"),
    ]);
    // The layers of the checklist are not counts and have a map of their own.
    const counted = layers.filter((entry): entry is LayerInfo => !isYardEntry(entry));
    if (!host.signal.aborted) new App(body, client, hexagons, state, city, counted, layers.filter(isYardEntry), host);
  } catch (error) {
    const tr = translator(chooseLanguage(state.language, navigator.languages, ["kk", "ru", "en"]));
    document.documentElement.lang = tr.language;
    body.replaceChildren(h("main", { class: "start-failure" }, h("h1", {}, tr.t("app.title")), h("p", { role: "alert" }, failureText(error, tr))));
  }
}

/** The choices whose change can be undone. */
const STEPS = ["layer", "view", "resolution", "from", "to", "categories", "hours", "weekdays", "area", "studySet", "correction", "outline", "compare"] as const;

class App implements Model {
  readonly areas = new Map<string, AreaIndex>();
  readonly highlight = new Highlight();
  loaded: Loaded | null = null;
  compared: Loaded | null = null;
  /** The left side by its own scale. */
  private alone: Loaded | null = null;
  private comparedPath: string | null = null;
  failure: string | null = null;
  loading = false;
  /** Steps that were taken on this page and not taken back. */
  steps = 0;
  tr: Translator;
  private readonly marks = new Marks();
  private readonly page: Page;
  /** The request behind what is drawn, and the one under way. */
  private drawn: string | null = null;
  private wanted: string | null = null;

  constructor(
    body: HTMLElement,
    readonly client: Client,
    private readonly hexagons: HexagonStore,
    public state: ViewState,
    readonly city: City,
    readonly layers: readonly LayerInfo[],
    readonly yardLayers: readonly YardLayer[],
    private readonly host: Host,
  ) {
    this.tr = this.translate();
    this.page = new Page(body, this, () => this.marks.painted());
    this.ask();
    this.page.update(this);
    void this.loadAreas();
    window.addEventListener("popstate", () => this.replace(decodeState(location.search)), { signal: host.signal });
    host.signal.addEventListener("abort", () => {
      this.wanted = null;
      this.page.close();
    });
  }

  get keeper(): SessionClient {
    return this.host.shell.client;
  }

  get context(): QueryContext {
    return {
      defaultResolution: this.city.default_resolution,
      layer: this.layers.find((layer) => layer.id === this.state.layer),
    };
  }

  set = (patch: Partial<ViewState>): void => {
    // What changes the figures is a step that can be taken back; where the map stands, and what is open, is not.
    const step = STEPS.some((key) => key in patch && JSON.stringify(patch[key]) !== JSON.stringify(this.state[key]));
    if (step) {
      history.pushState(null, "", location.href);
      this.steps += 1;
    }
    this.replace({ ...this.state, ...patch });
  };

  undo = (): void => {
    this.steps -= 1;
    history.back();
  };

  leave = (layer: string): void => {
    const by = isCellView(this.state.view) ? "" : `&by=${this.state.view}`;
    this.host.go(encodeState({ ...this.state, layer, selected: null }) + by);
  };

  private replace(wanted: ViewState): void {
    const state = confined(wanted, this.host.shell);
    const language = this.state.language;
    const onlyMoved = this.state.map !== state.map && sameBut(this.state, state, "map");
    this.state = state;
    const search = encodeState(state);
    history.replaceState(null, "", search === "" ? location.pathname : `?${search}`);
    if (onlyMoved) return;
    if (language !== state.language) {
      this.tr = this.translate();
      this.host.shell.translate(this.tr.language);
      this.page.translate(this);
    }
    this.ask();
    this.page.update(this);
    this.compare();
  }

  private translate(): Translator {
    const tr = translator(chooseLanguage(this.state.language, navigator.languages, this.city.languages));
    document.documentElement.lang = tr.language;
    document.title = `${tr.t("app.title")} · ${tr.name(this.city.names, "")}`;
    return tr;
  }

  /** Asks for what the state wants unless it is drawn or under way already. */
  private ask(): void {
    const path = requestOf(this.state, this.context);
    if (answers(this.drawn, path)) {
      this.client.cancel("layer");
      this.wanted = null;
      this.loading = false;
      this.failure = null;
      return;
    }
    if (path === this.wanted) return;
    this.wanted = path;
    this.loading = true;
    this.marks.asked();
    void this.answer(path);
  }

  private async answer(path: string): Promise<void> {
    try {
      const loaded = await load(this.client, this.hexagons, this.state, path);
      if (path !== this.wanted) return;
      this.alone = loaded;
      this.loaded = loaded;
      this.compared = null;
      this.comparedPath = null;
      this.drawn = path;
      this.failure = null;
      this.marks.answered();
    } catch (error) {
      if (isAbort(error) || path !== this.wanted) return;
      this.failure = failureText(error, this.tr);
      // A figure that does not answer the question on the page must not stay on it.
      this.alone = null;
      this.loaded = null;
      this.compared = null;
      this.comparedPath = null;
      this.drawn = null;
    }
    this.wanted = null;
    this.loading = false;
    this.page.update(this);
    this.compare();
  }

  /** Asks for the right side of the divider, once the left one is there. */
  private compare(): void {
    if (this.loading || !isCells(this.alone)) return;
    const period = this.context.layer ? this.context.layer.period : this.city.period;
    const other = otherSide(this.state, period);
    const context = { ...this.context, layer: this.layers.find((layer) => layer.id === other?.layer) };
    const path = other === null ? null : requestOf(other, context);
    if (path === this.comparedPath) return;
    this.comparedPath = path;
    if (other !== null && path !== null) {
      void this.answerOther(other, path);
      return;
    }
    this.client.cancel("compared");
    this.loaded = this.alone;
    this.compared = null;
    this.page.update(this);
  }

  private async answerOther(other: ViewState, path: string): Promise<void> {
    try {
      const right = await load(this.client, this.hexagons, other, path, "compared");
      if (path !== this.comparedPath || !isCells(this.alone) || !isCells(right)) return;
      [this.loaded, this.compared] = onOneScale(this.alone, right);
    } catch (error) {
      if (isAbort(error) || path !== this.comparedPath) return;
      this.failure = failureText(error, this.tr);
    }
    this.page.update(this);
  }

  /** Outlines and names; the map is useful before they are there. */
  private async loadAreas(): Promise<void> {
    const known = this.city.area_kinds.map(({ kind }) => kind);
    await Promise.all(
      OUTLINE_KINDS.filter((kind) => known.includes(kind)).map(async (kind) => {
        try {
          const answer = await this.client.get<AreaCollection>(`areas?kind=${encodeURIComponent(kind)}&limit=${OUTLINES_AT_MOST}`);
          this.areas.set(kind, areaIndex(answer.features));
        } catch {
          // Without the outlines the layer still stands; the next visit asks again.
        }
      }),
    );
    if (this.host.signal.aborted) return;
    this.page.showAreas(this);
    if (activeFilters(this.state, this.context.layer).length > 0 || this.state.dock === "table") this.page.update(this);
    else this.page.updateControls(this);
  }
}

/** Who is responsible for some areas only asks within one of them. */
function confined(state: ViewState, { session }: Shell): ViewState {
  const [first] = session.role === "inspector" ? session.areas : [];
  return first === undefined || (state.area !== null && session.areas.includes(state.area)) ? state : { ...state, area: first };
}

function sameBut(a: ViewState, b: ViewState, key: keyof ViewState): boolean {
  return (Object.keys(a) as (keyof ViewState)[]).every((k) => k === key || a[k] === b[k]);
}
