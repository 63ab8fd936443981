/** The map of the layers of the checklist: loads what is chosen and draws it, the same for every role. */
import "./yards.css";
import type { AreaCollection, City, Language, LayerInfo } from "../api/types";
import type { Host } from "../app/host";
import { Marks } from "../app/marks";
import { type AreaIndex, areaIndex } from "../core/locate";
import { centreOf, shapeAt, shapesOfAreas } from "../core/shapes";
import { chooseLanguage } from "../i18n/translate";
import { OUTLINE_KINDS } from "../map/plain-map";
import type { Session, SessionClient } from "../shell/session";
import { fill, h } from "../ui/dom";
import { type YardState, decodeYards, encodeAway, encodeYards, inOrder, layerPath, levelOf } from "./core/state";
import { LEAST_PX, YARD_STYLES, styleIndexOf } from "./core/styles";
import { failureText } from "./failure";
import { type Translator, translator } from "./i18n/i18n";
import type { YardCollection, YardFeature, YardLayer } from "./types";
import { type CatalogueEntry, isYardEntry } from "./ui/choice";
import type { YardsLoaded, YardsModel } from "./ui/model";
import { YardsPage } from "./ui/page";

/** Kinds of areas that name a place, the finest first. */
const NAMING_KINDS = ["micro_district", "precinct", "district"];

/** Loads what every question needs, builds the page, and asks the question in the address. */
export async function startYards(view: HTMLElement, host: Host): Promise<void> {
  const { client, session } = host.shell;
  const state = decodeYards(location.search);
  try {
    const [city, { layers }] = await Promise.all([client.get<City>("city"), client.get<{ layers: CatalogueEntry[] }>("layers")]);
    const entries = { yards: layers.filter(isYardEntry).map((one) => ({ ...one, levels: inOrder(one.levels) })), counted: layers.filter((one): one is LayerInfo => !isYardEntry(one)) };
    if (!host.signal.aborted) new YardsApp(view, host, city, entries, confined(state, session));
  } catch (error) {
    const tr = translator(chooseLanguage(state.language, navigator.languages, ["kk", "ru", "en"]));
    document.documentElement.lang = tr.language;
    fill(view, h("main", { class: "start-failure" }, h("h1", {}, tr.t("app.title")), h("p", { role: "alert" }, failureText(error, tr))));
  }
}

/** An inspector begins with the own precinct; an address that was chosen stays as it is. */
function confined(state: YardState, { role, areas }: Session): YardState {
  const [own] = role === "inspector" && state.level === null && state.area === null ? areas : [];
  return own === undefined ? state : { ...state, area: own };
}

class YardsApp implements YardsModel {
  tr: Translator;
  loaded: YardsLoaded | null = null;
  failure: string | null = null;
  loading = false;
  readonly areas = new Map<string, AreaIndex>();
  readonly client: SessionClient;
  readonly session: Session;
  readonly layers: readonly YardLayer[];
  readonly counted: readonly LayerInfo[];
  private readonly page: YardsPage;
  private readonly marks = new Marks();
  private wanted = "";
  private answered = "";
  /** Where each place drawn lies, by position. */
  private names: { of: YardsLoaded; language: Language; areas: number; known: Map<number, string> } | null = null;

  constructor(
    view: HTMLElement, private readonly host: Host, readonly city: City,
    entries: { yards: readonly YardLayer[]; counted: readonly LayerInfo[] }, public state: YardState,
  ) {
    this.client = host.shell.client;
    this.session = host.shell.session;
    this.layers = entries.yards;
    this.counted = entries.counted;
    this.tr = this.speak();
    this.page = new YardsPage(view, this, () => this.marks.painted());
    host.signal.addEventListener("abort", () => {
      this.wanted = "";
      this.page.close();
    });
    this.ask();
    this.page.update(this);
    void this.loadAreas();
    window.addEventListener("popstate", () => this.replace(decodeYards(location.search)), { signal: host.signal });
  }

  get layer(): YardLayer | undefined {
    return this.layers.find(({ id }) => id === this.state.layer);
  }

  get level(): string {
    return levelOf(this.state, this.layer);
  }

  set = (patch: Partial<YardState>): void => this.replace({ ...this.state, ...patch });

  leave = (layer: string): void => this.host.go(encodeAway(this.state, layer));

  where(position: number): string {
    const { loaded, tr, areas } = this;
    // An area is named itself.
    if (!loaded || (loaded.settings.level !== "yard" && loaded.settings.level !== "cells")) return "";
    if (this.names?.of !== loaded || this.names.language !== tr.language || this.names.areas !== areas.size) {
      this.names = { of: loaded, language: tr.language, areas: areas.size, known: new Map() };
    }
    const { known } = this.names;
    const name = known.get(position) ?? this.nameAround(loaded, position);
    known.set(position, name);
    return name;
  }

  private nameAround(loaded: YardsLoaded, position: number): string {
    const [x, y] = centreOf(loaded.drawn.shapes, position);
    for (const kind of NAMING_KINDS) {
      const index = this.areas.get(kind);
      const at = index ? shapeAt(index.shapes, x, y) : -1;
      const found = index?.features[at]?.properties;
      if (found) return this.tr.name(found.names, found.id);
    }
    return "";
  }

  private speak(): Translator {
    const tr = translator(chooseLanguage(this.state.language, navigator.languages, this.city.languages));
    document.documentElement.lang = tr.language;
    document.title = `${tr.t("title")} · ${tr.t("app.title")} · ${tr.name(this.city.names, "")}`;
    return tr;
  }

  private replace(state: YardState): void {
    const before = this.state;
    this.state = state;
    history.replaceState(null, "", `?${encodeYards({ ...state, level: this.level })}`);
    if (before.map !== state.map && encodeYards({ ...before, map: null }) === encodeYards({ ...state, map: null })) return;
    if (before.language !== state.language) {
      this.tr = this.speak();
      this.host.shell.translate(this.tr.language);
      this.page.translate(this);
    }
    this.ask();
    this.page.update(this);
  }

  /** Asks for what the choice wants unless it is there or under way. */
  private ask(): void {
    const path = layerPath(this.state, this.layer, "geojson");
    if (path === this.answered) {
      this.wanted = "";
      this.loading = false;
      this.failure = null;
      return;
    }
    if (path === this.wanted) return;
    this.wanted = path;
    this.loading = true;
    this.marks.asked();
    void this.load(path, this.layer);
  }

  private async load(path: string, layer: YardLayer | undefined): Promise<void> {
    try {
      const answer = await this.client.get<YardCollection>(path);
      if (path !== this.wanted) return;
      this.loaded = loadedOf(answer, layer);
      this.answered = path;
      this.failure = null;
      this.marks.answered();
    } catch (error) {
      if (path !== this.wanted) return;
      this.failure = failureText(error, this.tr);
      // A figure that does not answer the question on the page must not stay on it.
      this.loaded = null;
      this.answered = "";
    }
    this.wanted = "";
    this.loading = false;
    this.page.update(this);
  }

  /** Outlines and names; the map is useful before they are there. */
  private async loadAreas(): Promise<void> {
    const kinds = this.city.area_kinds.map(({ kind }) => kind).filter((kind) => OUTLINE_KINDS.includes(kind) || NAMING_KINDS.includes(kind));
    await Promise.all(kinds.map(async (kind) => {
      try {
        const { features } = await this.client.get<AreaCollection>(`areas?kind=${encodeURIComponent(kind)}&limit=5000`);
        this.areas.set(kind, areaIndex(features));
      } catch {
        // Without the outlines the layer still stands; the next visit asks again.
      }
    }));
    if (this.host.signal.aborted) return;
    this.page.showAreas(this);
    this.page.update(this);
  }
}

function loadedOf({ features, settings }: YardCollection, shown: YardLayer | undefined): YardsLoaded {
  const places = features.map(({ properties }) => properties);
  const outline = ({ geometry, properties }: YardFeature): Parameters<typeof shapesOfAreas>[0][number] =>
    ({ type: "Feature", geometry, properties: { id: properties.id, names: properties.names ?? {} } });
  const shapes = shapesOfAreas(features.map(outline));
  const styleOf = Uint8Array.from(places, (place) => styleIndexOf(place.class));
  return { features, places, settings, shown, drawn: { shapes, styleOf, styles: YARD_STYLES, least: LEAST_PX } };
}
