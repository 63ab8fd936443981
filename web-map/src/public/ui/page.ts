/** The public map as a page: the parts of the precise one, with nothing on it that could not work. */
import type { NamedShapes } from "../../map/plain-map";
import { MapView } from "../../map/map-view";
import { fill, h } from "../../ui/dom";
import { choiceOf } from "../core/state";
import { classText, groupName, periodName, placeName } from "../core/words";
import { controlsPart } from "./controls";
import { detailPart } from "./detail";
import { legendPart } from "./legend";
import type { PublicLoaded, PublicModel, PublicPart } from "./model";
import { tablePart } from "./table";

const LEGEND_PX = 342;
const DETAIL_PX = 360;

export class PublicPage {
  private readonly app = h("div", { class: "app public" });
  private readonly mapElement = h("div", { class: "map", role: "application", tabindex: "0" });
  private readonly tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  private readonly live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  private readonly map: MapView;
  private parts: PublicPart[] = [];
  private drawn: PublicLoaded | null = null;
  private selected: string | null = null;
  private chosen: string | null = null;
  private placed: boolean;
  private readonly observer = new ResizeObserver(() => this.map.resized());

  constructor(view: HTMLElement, private model: PublicModel, painted: () => void) {
    this.placed = model.state.map !== null;
    fill(view, this.app);
    this.build(model);
    this.map = new MapView(this.mapElement, model.state.map, model.city.bounds, {
      moved: (map) => this.model.set({ map }),
      dragged: () => undefined,
      picked: (index) => this.pick(index),
      hovered: (index, x, y) => this.hover(index, x, y),
      painted,
    });
    if (model.city.basemap) this.map.useTiles(model.city.basemap.url);
    this.observer.observe(this.mapElement);
    this.app.dataset["sheet"] = model.state.selected !== null ? "detail" : model.state.table ? "dock" : "";
  }

  /** Another map takes the place of this one. */
  close(): void {
    this.observer.disconnect();
    this.map.remove();
  }

  translate(model: PublicModel): void {
    this.build(model);
    this.app.querySelector<HTMLElement>("[data-language][aria-pressed=true]")?.focus();
  }

  showAreas(areas: readonly NamedShapes[]): void {
    this.map.showAreas(areas);
  }

  update(model: PublicModel): void {
    this.model = model;
    for (const part of this.parts) part.update(model);
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

  private build(model: PublicModel): void {
    const { tr } = model;
    const controls = controlsPart(tr);
    this.parts = [controls, legendPart(), detailPart(), tablePart(), this.header(model), this.tools(model)];
    const [, legend, detail, table, header, tools] = this.parts;
    this.mapElement.setAttribute("aria-label", tr.t("map.label"));
    const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => this.sheet("") });
    fill(
      this.app, header!.element,
      h("section", { class: "controls", id: "controls", "aria-label": tr.t("controls") }, h("div", { class: "sheet-head" }, h("h2", {}, tr.t("controls")), close), controls.element),
      h("main", { class: "stage" }, this.mapElement, this.tip, tools!.element), legend!.element, detail!.element, table!.element, this.live,
    );
  }

  private header({ tr }: PublicModel): PublicPart {
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

  private tools({ tr }: PublicModel): PublicPart {
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

  private draw(model: PublicModel): void {
    this.drawn = model.loaded;
    this.map.show(model.loaded?.layer ?? null);
    this.selected = null;
    if (model.loaded && !this.placed) this.fit();
    this.placed ||= model.loaded !== null;
  }

  private select({ state, loaded }: PublicModel): void {
    if (state.selected === this.selected || !loaded) return;
    this.selected = state.selected;
    const at = state.selected === null ? -1 : loaded.places.findIndex((place) => place.id === state.selected);
    this.map.select(at, false);
    if (state.map === null || at >= 0) this.map.reveal(at, { right: this.wide() ? DETAIL_PX : 0, bottom: 0 });
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
    fill(this.tip, `${placeName(place, tr)} · ${classText(place, tr)}`);
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

  private fit(): void {
    const { city, loaded } = this.model;
    const legend = this.wide() ? LEGEND_PX : 0;
    if (loaded) this.map.fitShapes(loaded.layer.shapes, legend);
    else if (city.bounds) this.map.fit(city.bounds, legend);
  }

  private announcement({ loading, failure, loaded, tr, state, level, catalogue }: PublicModel): string {
    if (loading) return tr.t("loading");
    if (failure !== null || !loaded) return failure ?? "";
    const choice = choiceOf(state, level);
    return tr.t("loaded", { n: loaded.places.length, period: periodName(choice.period, catalogue, tr), group: groupName(choice.group, catalogue, tr) });
  }
}
