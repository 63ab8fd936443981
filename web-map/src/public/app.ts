/** The map that everybody sees: loads the published classes that are chosen and draws them. */
import "./public.css";
import { ApiError } from "../api/client";
import { Marks } from "../app/marks";
import type { AreaCollection, City, Language } from "../api/types";
import { areaIndex } from "../core/locate";
import { shapesOfAreas } from "../core/shapes";
import { chooseLanguage } from "../i18n/translate";
import { OUTLINE_KINDS } from "../map/plain-map";
import type { Host } from "../app/host";
import type { SessionClient } from "../shell/session";
import { fill, h } from "../ui/dom";
import { type PublicState, decodePublic, encodePublic, layerPath, levelOf } from "./core/state";
import { binsOf } from "./core/styles";
import { failureText } from "./failure";
import { type Translator, translator } from "./i18n/i18n";
import type { PublicCatalogue, PublicCollection, PublicLevel } from "./types";
import type { PublicLoaded, PublicModel } from "./ui/model";
import type { YardLayer } from "../yards/types";
import { type CatalogueEntry, isYardEntry } from "../yards/ui/choice";
import { PublicPage } from "./ui/page";

/** Loads the catalogue of the public layer and starts the map, or says that there is nothing yet. */
export async function startPublic(view: HTMLElement, host: Host, city: City): Promise<void> {
  const { client } = host.shell;
  const state = decodePublic(location.search);
  const tr = speak(state.language, city);
  const yardLayers = client.get<{ layers: CatalogueEntry[] }>("layers").then(({ layers }) => layers.filter(isYardEntry), () => []);
  try {
    const catalogue = await client.get<PublicCatalogue>("public");
    const yards = await yardLayers;
    if (!host.signal.aborted) new PublicApp(view, host, city, catalogue, yards, state);
  } catch (error) {
    const nothing = error instanceof ApiError && error.status === 404;
    const text = nothing ? tr.t("nothing.text") : failureText(error, tr);
    const yards = nothing && (await yardLayers).length > 0;
    fill(view, h("main", { class: "start-failure" }, h("h1", {}, tr.t(nothing ? "nothing.title" : "app.title")), h("p", { role: "status" }, text),
      yards && h("p", {}, h("a", { href: `./?lang=${tr.language}&layer=scores` }, tr.t("nothing.yards"))),
      h("p", {}, h("a", { href: `sign-in?lang=${tr.language}` }, tr.t("nothing.sign_in")))));
  }
}

function speak(wish: Language | null, city: City): Translator {
  const tr = translator(chooseLanguage(wish, navigator.languages, city.languages));
  document.documentElement.lang = tr.language;
  document.title = `${tr.t("app.title")} · ${tr.name(city.names, "")}`;
  return tr;
}

class PublicApp implements PublicModel {
  tr: Translator;
  loaded: PublicLoaded | null = null;
  failure: string | null = null;
  loading = false;
  readonly client: SessionClient;
  private readonly page: PublicPage;
  private readonly marks = new Marks();
  private wanted = "";
  private answer: { path: string; collection: PublicCollection } | null = null;

  constructor(
    view: HTMLElement, private readonly host: Host, readonly city: City, readonly catalogue: PublicCatalogue,
    readonly yardLayers: readonly YardLayer[], public state: PublicState,
  ) {
    this.client = host.shell.client;
    this.tr = speak(state.language, city);
    this.page = new PublicPage(view, this, () => this.marks.painted());
    this.ask();
    this.page.update(this);
    void this.loadAreas();
    window.addEventListener("popstate", () => this.replace(decodePublic(location.search)), { signal: host.signal });
    host.signal.addEventListener("abort", () => {
      this.wanted = "";
      this.page.close();
    });
  }

  get level(): PublicLevel {
    return levelOf(this.state, this.catalogue) ?? { level: "city", resolution: null, periods: [], usual_period: null, groups: [] };
  }

  set = (patch: Partial<PublicState>): void => this.replace({ ...this.state, ...patch });

  leave = (layer: string): void => {
    const search = encodePublic({ ...this.state, selected: null });
    this.host.go(`${search === "" ? "" : `${search}&`}layer=${layer}`);
  };

  private replace(state: PublicState): void {
    const before = this.state;
    this.state = state;
    const search = encodePublic(state);
    history.replaceState(null, "", search === "" ? location.pathname : `?${search}`);
    if (before.map !== state.map && encodePublic({ ...before, map: null }) === encodePublic({ ...state, map: null })) return;
    if (before.language !== state.language) {
      this.tr = speak(state.language, this.city);
      this.host.shell.translate(this.tr.language);
      this.page.translate(this);
    }
    this.ask();
    this.page.update(this);
  }

  /** Asks for what the choice wants unless it is there already; other colours need no new answer. */
  private ask(): void {
    const path = layerPath(this.state, this.level, "geojson");
    if (this.answer?.path === path) {
      this.loaded = this.colour(this.answer.collection);
      return;
    }
    if (path === this.wanted) return;
    this.wanted = path;
    this.loading = true;
    this.marks.asked();
    void this.load(path);
  }

  private async load(path: string): Promise<void> {
    try {
      const collection = await this.client.get<PublicCollection>(path);
      if (path !== this.wanted) return;
      this.answer = { path, collection };
      this.loaded = this.colour(collection);
      this.failure = null;
      this.marks.answered();
    } catch (error) {
      if (path !== this.wanted) return;
      this.failure = failureText(error, this.tr);
      this.loaded = null;
      this.answer = null;
    }
    this.wanted = "";
    this.loading = false;
    this.page.update(this);
  }

  private colour({ features, settings }: PublicCollection): PublicLoaded {
    const kept = this.loaded;
    const places = features.map(({ properties }) => properties);
    const bins = binsOf(this.state.colour);
    if (kept && kept.settings === settings && kept.bins[0]?.key === bins[0]?.key) return kept;
    const shapes = kept && kept.settings === settings ? kept.layer.shapes
      : shapesOfAreas(features.map(({ geometry, properties }) => ({ type: "Feature", geometry, properties: { id: properties.id, names: properties.names ?? {} } })));
    const styleOf = Uint8Array.from(places, (place) => Math.max(0, bins.findIndex((bin) => bin.holds(place))));
    return { places, settings, bins, layer: { shapes, styleOf, styles: bins.map((bin) => bin.style) } };
  }

  /** Outlines and names; the map is useful before they are there. */
  private async loadAreas(): Promise<void> {
    const known = this.city.area_kinds.map(({ kind }) => kind);
    const named = await Promise.all(OUTLINE_KINDS.filter((kind) => known.includes(kind)).map(async (kind) => {
      const { features } = await this.client.get<AreaCollection>(`areas?kind=${encodeURIComponent(kind)}&limit=5000`);
      const names = features.map((f) => this.tr.name(f.properties.names, f.properties.id));
      return { kind, shapes: areaIndex(features).shapes, names };
    })).catch(() => []);
    if (!this.host.signal.aborted) this.page.showAreas(named);
  }
}
