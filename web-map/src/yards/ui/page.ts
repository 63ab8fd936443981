/** The map of the checklist as a page: the same chrome as the other maps, with nothing on it that could not work. */
import type { AreaFeature } from "../../api/types";
import { shapesOfAreas } from "../../core/shapes";
import { MapView } from "../../map/map-view";
import { fill, h } from "../../ui/dom";
import { className, layerName, placeName, valueText } from "../core/words";
import { controlsPart } from "./controls";
import { detailPart } from "./detail";
import { legendPart } from "./legend";
import type { YardsLoaded, YardsModel, YardsPart } from "./model";
import { tablePart } from "./table";

const LEGEND_PX = 342;
const DETAIL_PX = 360;

export class YardsPage {
  private readonly app = h("div", { class: "app yards" });
  private readonly mapElement = h("div", { class: "map", role: "application", tabindex: "0" });
  private readonly tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  private readonly live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  private readonly map: MapView;
  private readonly observer: ResizeObserver;
  private parts: YardsPart[] = [];
  private drawn: YardsLoaded | null = null;
  private selected: string | null = null;
  private chosen: string | null = null;
  private outlined: string | null = null;
  /** Fitted to the yards of an area whose outline was not known yet. */
  private roughly = false;
  /** The area that the map was fitted to; undefined before anything was. */
  private fitted: string | null | undefined;

  constructor(view: HTMLElement, private model: YardsModel, painted: () => void) {
    this.fitted = model.state.map === null ? undefined : model.state.area;
    fill(view, this.app);
    this.build(model);
    this.map = new MapView(this.mapElement, model.state.map, model.city.bounds, {
      moved: (map) => this.model.set({ map }),
      dragged: () => {
        this.roughly = false;
      },
      picked: (index) => this.pick(index),
      hovered: (index, x, y) => this.hover(index, x, y),
      painted,
    });
    if (model.city.basemap) this.map.useTiles(model.city.basemap.url);
    this.observer = new ResizeObserver(() => this.map.resized());
    this.observer.observe(this.mapElement);
    this.app.dataset["sheet"] = model.state.selected !== null ? "detail" : model.state.table ? "dock" : "";
  }

  close(): void {
    this.observer.disconnect();
    this.map.remove();
  }

  translate(model: YardsModel): void {
    this.build(model);
    this.showAreas(model);
    this.app.querySelector<HTMLElement>("[data-language][aria-pressed=true]")?.focus();
  }

  showAreas(model: YardsModel): void {
    const { areas, tr } = model;
    const named = [...areas].map(([kind, { features, shapes }]) => ({
      kind, shapes, names: features.map((f) => tr.name(f.properties.names, f.properties.id)),
    }));
    const chosen = chosenArea(model);
    this.map.showAreas(chosen === null ? named : [...named, { kind: "chosen", shapes: shapesOfAreas([chosen]), names: [] }]);
    this.outlined = chosen?.properties.id ?? null;
  }

  update(model: YardsModel): void {
    this.model = model;
    for (const part of this.parts) part.update(model);
    const chosen = chosenArea(model)?.properties.id ?? null;
    if (this.outlined !== chosen) this.showAreas(model);
    if (this.roughly && chosen !== null) this.fit();
    if (model.loaded !== this.drawn) this.draw(model);
    this.select(model);
    this.app.classList.toggle("loading", model.loading);
    fill(this.live, this.announcement(model));
    // On a phone one sheet at a time: what was chosen in the table covers it, and closing that shows the table again.
    const sheet = this.app.dataset["sheet"];
    if (model.state.selected !== null && model.state.selected !== this.chosen) this.sheet("detail");
    else if (sheet === "detail" && model.state.selected === null) this.sheet(model.state.table ? "dock" : "");
    else if (sheet === "dock" && !model.state.table) this.sheet("");
    this.chosen = model.state.selected;
  }

  private build(model: YardsModel): void {
    const { tr } = model;
    const [controls, legend, detail, table] = [controlsPart(tr), legendPart(), detailPart(), tablePart()];
    const [header, tools] = [this.header(model), this.tools(model)];
    this.parts = [controls, legend, detail, table, header, tools];
    this.mapElement.setAttribute("aria-label", tr.t("map.label"));
    const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => this.sheet("") });
    const head = h("div", { class: "sheet-head" }, h("h2", {}, tr.t("controls")), close);
    fill(
      this.app, header.element,
      h("section", { class: "controls", id: "controls", "aria-label": tr.t("controls") }, head, controls.element),
      h("main", { class: "stage" }, this.mapElement, this.tip, tools.element), legend.element, detail.element, table.element, this.live,
    );
  }

  private header({ tr }: YardsModel): YardsPart {
    const title = h("h1", {});
    const languages = h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") });
    const synthetic = h("p", { class: "synthetic" }, tr.t("synthetic"));
    const toggle = (): void => this.sheet(this.app.dataset["sheet"] === "controls" ? "" : "controls");
    const open = h("button", { type: "button", class: "open-controls", "aria-expanded": "false", "aria-controls": "controls", onclick: toggle }, tr.t("controls"));
    return {
      element: h("header", { class: "top" }, title, synthetic, languages, open),
      update: ({ city, set }) => {
        fill(title, h("span", { class: "brand" }, tr.t("app.title")), h("span", {}, tr.name(city.names, "")), h("span", { class: "subtitle" }, tr.t("title")));
        synthetic.hidden = !city.synthetic;
        fill(languages, ...city.languages.map((language) => h("button", {
          type: "button", lang: language, "data-language": language, "aria-pressed": String(language === tr.language),
          title: tr.maybe(`language.${language}`), onclick: () => set({ language }),
        }, tr.maybe(`language.short.${language}`))));
      },
    };
  }

  private tools({ tr }: YardsModel): YardsPart {
    const icon = (name: string, label: string, action: () => void): HTMLElement =>
      h("button", { type: "button", class: `icon ${name}`, "aria-label": label, title: label, onclick: action });
    const table = h("button", { type: "button", "aria-pressed": "false", onclick: () => this.toggleTable() }, tr.t("table.open"));
    const zoom = h("div", { class: "zoom" }, icon("plus", tr.t("map.zoom_in"), () => this.map.zoomBy(1)),
      icon("minus", tr.t("map.zoom_out"), () => this.map.zoomBy(-1)), icon("fit", tr.t("map.fit"), () => this.fit()));
    return {
      element: h("div", { class: "tools" }, zoom, h("div", { class: "docks" }, table)),
      update: ({ state }) => table.setAttribute("aria-pressed", String(state.table)),
    };
  }

  private toggleTable(): void {
    const table = !this.model.state.table;
    this.sheet(table ? "dock" : "");
    this.model.set({ table });
  }

  private draw(model: YardsModel): void {
    this.drawn = model.loaded;
    this.map.show(model.loaded?.drawn ?? null);
    this.selected = null;
    if (!model.loaded) return;
    // Another area is looked at: the map goes there. Another layer or level of the same leaves it where it is.
    const area = model.level === "yard" ? model.state.area : (this.fitted ?? null);
    if (this.fitted === area) return;
    this.fitted = area;
    this.fit();
  }

  private select({ state, loaded }: YardsModel): void {
    if (state.selected === this.selected || !loaded) return;
    this.selected = state.selected;
    const at = state.selected === null ? -1 : loaded.places.findIndex((place) => place.id === state.selected);
    this.map.select(at, false);
    if (at >= 0) this.map.reveal(at, { right: this.wide() ? DETAIL_PX : 0, bottom: 0 });
  }

  private pick(index: number | null): void {
    const place = index === null ? undefined : this.model.loaded?.places[index];
    if (place) this.sheet("detail");
    else fill(this.live, this.model.tr.t("map.nothing"));
    this.model.set({ selected: place?.id ?? null });
  }

  private hover(index: number | null, x: number, y: number): void {
    const { loaded, tr } = this.model;
    const place = index === null ? undefined : loaded?.places[index];
    this.tip.hidden = !place;
    if (!place) return;
    const value = place.value === null ? "" : ` · ${valueText(place.value, loaded?.shown, tr)}`;
    fill(this.tip, `${placeName(place, tr)} · ${className(place.class, loaded?.shown, tr)}${value}`);
    this.tip.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
  }

  private sheet(name: string): void {
    this.app.dataset["sheet"] = name;
    this.app.querySelector(".open-controls")?.setAttribute("aria-expanded", String(name === "controls"));
    if (name === "controls") this.app.querySelector<HTMLElement>(".sheet-head .close")?.focus();
  }

  private wide(): boolean {
    return window.matchMedia("(min-width: 800px)").matches;
  }

  /** The area that is looked at, else all that is drawn, else the city. */
  private fit(): void {
    const { city, loaded } = this.model;
    const left = this.wide() ? LEGEND_PX : 0;
    const area = chosenArea(this.model);
    this.roughly = area === null && this.model.level === "yard" && this.model.state.area !== null;
    if (area) this.map.fitShapes(shapesOfAreas([area]), left);
    else if (loaded && loaded.places.length > 0) this.map.fitShapes(loaded.drawn.shapes, left);
    else if (city.bounds) this.map.fit(city.bounds, left);
  }

  private announcement({ loading, failure, loaded, tr, state }: YardsModel): string {
    if (loading) return tr.t("loading");
    if (failure !== null || !loaded) return failure ?? "";
    return tr.t("loaded", { n: loaded.places.length, layer: layerName(state.layer, loaded.shown, tr) });
  }
}

/** The area whose yards alone are drawn, as soon as its outline is known. */
function chosenArea({ areas, state, level }: YardsModel): AreaFeature | null {
  if (level !== "yard" || state.area === null) return null;
  const of = areas.get(state.area.split(":")[0] ?? "");
  return of?.features.find((f) => f.properties.id === state.area) ?? null;
}
