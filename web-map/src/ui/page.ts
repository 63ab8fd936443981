/** The whole page: header, controls, map, legend, panels. Built anew for each language; the map stays. */
import type { Model, Part } from "../app/model";
import type { Loaded } from "../core/loaded";
import { dividerPart, compareControls, splitAt } from "../planner/ui/compare";
import { searchPart } from "../planner/ui/search";
import { viewsPart } from "../planner/ui/views";
import { isDate } from "../core/dates";
import { totalOf } from "../core/legend";
import type { Dock } from "../core/state";
import { layerName, periodText } from "../core/words";
import { MapView } from "../map/map-view";
import { chipsPart } from "./chips";
import { categoryControls } from "./controls/categories";
import { layerControls } from "./controls/layer";
import { periodControls } from "./controls/period";
import { timeControls } from "./controls/time";
import { detailPart } from "./detail";
import { dockPart } from "./dock";
import { fill, h } from "./dom";
import { headerPart } from "./header";
import { legendPart } from "./legend";
import { mapTools } from "./map-tools";
import { drawPart } from "./statistics/draw";
import { goTo, lightOn, litAt } from "./places";
import { tipOf } from "./tip";
import { statisticControls } from "./statistics/controls";
import { mapPictures } from "./statistics/map-picture";

/** Widths of the panels that lie over the map on a desktop, as in the style sheets. */
const LEGEND_PX = 342;
const DETAIL_PX = 360;

export class Page {
  private readonly app = h("div", { class: "app" });
  private readonly mapElement = h("div", { class: "map", role: "application", tabindex: "0" });
  private readonly tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  private readonly live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  private readonly map!: MapView;
  private parts: Part[] = [];
  private controls: Part[] = [];
  private drawn: Loaded | null = null;
  private selected: string | null = null;
  /** Whether the map stands where the reader expects it: from the address, or fitted once. */
  private placed: boolean;
  /** An address with a position shows it as it was left: its selected cell moves nothing. */
  private keepPosition: boolean;
  /** The shape kept in view while panels open and close, until the reader drags the map. */
  private followed = -1;
  private model: Model;
  private divider: Part | null = null;
  /** Whether it is the map itself that the pointer is on. */
  private pointed = false;
  private readonly observer = new ResizeObserver(() => {
    this.map.resized();
    this.map.reveal(this.followed, this.covered());
  });

  constructor(body: HTMLElement, model: Model, painted: () => void) {
    this.model = model;
    this.placed = model.state.map !== null;
    this.keepPosition = this.placed;
    fill(body, this.app);
    this.build(model);
    this.map = new MapView(this.mapElement, model.state.map, model.city.bounds, {
      moved: (map) => this.model.set({ map }),
      dragged: () => {
        this.followed = -1;
      },
      picked: (index) => this.pick(index),
      hovered: (index, x, y) => this.hover(index, x, y),
      painted,
    });
    model.highlight.listen(this.app, (lit) => this.pointed || lightOn(this.map, this.model, this.drawn, lit));
    if (model.city.basemap) this.map.useTiles(model.city.basemap.url);
    this.observer.observe(this.mapElement);
    this.selected = null;
    this.app.dataset["sheet"] = model.state.selected !== null ? "detail" : model.state.dock !== null ? "dock" : "";
  }

  /** Another map takes the place of this one. */
  close(): void {
    this.observer.disconnect();
    this.map.remove();
  }

  /** Builds every part anew in the model's language. */
  translate(model: Model): void {
    this.build(model);
    this.showAreas(model);
    this.app.querySelector<HTMLElement>("[data-language][aria-pressed=true]")?.focus();
  }

  update(model: Model): void {
    this.model = model;
    for (const part of [...this.parts, ...this.controls]) part.update(model);
    if (model.loaded !== this.drawn) this.draw(model);
    this.map.showRight(model.compared?.layer ?? null);
    this.syncSelection(model);
    this.app.classList.toggle("loading", model.loading);
    fill(this.live, this.announcement(model));
    if (this.app.dataset["sheet"] === "dock" && model.state.dock === null) this.sheet("");
    if (this.app.dataset["sheet"] === "detail" && model.state.selected === null) this.sheet("");
  }

  updateControls(model: Model): void {
    for (const part of this.controls) part.update(model);
  }

  showAreas(model: Model): void {
    const named = [...model.areas].map(([kind, { features, shapes }]) => ({
      kind,
      shapes,
      names: features.map((f) => model.tr.name(f.properties.names, f.properties.id)),
    }));
    this.map.showAreas(named);
  }

  private build(model: Model): void {
    const { tr } = model;
    const header = headerPart(tr, (sheet) => this.sheet(this.app.dataset["sheet"] === sheet ? "" : sheet));
    const chips = chipsPart();
    const find = searchPart(tr.language, (found) => {
      this.sheet("");
      this.keepPosition = false;
      goTo(this.map, this.model, found, this.wide() ? LEGEND_PX : 0);
    });
    this.divider = dividerPart(tr.language, (percent) => this.map?.divide(splitAt(percent, this.mapElement.clientWidth)));
    this.controls = [find, chips, viewsPart(tr.language), layerControls(tr), compareControls(tr.language), statisticControls(tr), periodControls(tr), categoryControls(tr), timeControls(tr)];
    const draw = drawPart(tr, () => this.map);
    const tools = mapTools(tr, (steps) => this.map.zoomBy(steps), () => this.fit(), (dock) => this.toggleDock(dock), mapPictures(tr, () => this.map, () => this.model), draw.element);
    const legend = legendPart();
    const detail = detailPart();
    const dock = dockPart();
    this.parts = [header, tools, legend, detail, dock, draw, this.divider];
    this.mapElement.setAttribute("aria-label", tr.t("map.label"));
    const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => this.sheet("") });
    const sheetHead = h("div", { class: "sheet-head" }, h("h2", {}, tr.t("controls.open")), close);
    fill(
      this.app,
      header.element,
      h("section", { class: "controls", id: "controls", "aria-label": tr.t("controls.label") }, sheetHead, ...this.controls.map((part) => part.element)),
      h("main", { class: "stage" }, this.mapElement, this.tip, this.divider.element, tools.element),
      legend.element,
      detail.element,
      dock.element,
      this.live,
    );
  }

  private draw(model: Model): void {
    this.drawn = model.loaded;
    this.map.show(model.loaded?.layer ?? null);
    this.selected = null;
    // The cells, not the city limits: half of a city's ground can be mountains.
    if (model.loaded && !this.placed) this.fit();
    this.placed ||= model.loaded !== null;
  }

  private syncSelection(model: Model): void {
    const { selected } = model.state;
    if (selected === this.selected || !this.drawn) return;
    const keep = this.keepPosition && selected !== null;
    if (selected !== null) this.keepPosition = false;
    this.selected = selected;
    const index = selected === null ? -1 : indexOf(this.drawn, selected);
    this.map.select(index, this.drawn.view === "hotspots");
    this.followed = keep ? -1 : index;
    this.map.reveal(this.followed, this.covered());
  }

  /** What the panels hide of the map: nothing on a phone, where they stand below it. */
  private covered(): { right: number; bottom: number } {
    return { right: this.wide() ? DETAIL_PX : 0, bottom: 0 };
  }

  private wide(): boolean {
    return window.matchMedia("(min-width: 800px)").matches;
  }

  private pick(index: number | null): void {
    const { loaded } = this.model;
    if (!loaded) return;
    this.keepPosition = false;
    if (index === null) {
      fill(this.live, this.model.tr.t("map.nothing_here"));
      this.model.set({ selected: null });
      return;
    }
    const id = loaded.kind === "cells" ? loaded.table.id(index) : loaded.features[index]!.properties.id;
    this.sheet("detail");
    this.model.set({ selected: id });
  }

  private hover(index: number | null, x: number, y: number): void {
    const { loaded } = this.model;
    this.tip.hidden = index === null || !loaded;
    this.pointed = true;
    this.model.highlight.set(index === null || !loaded ? {} : litAt(this.model, loaded, index));
    this.pointed = false;
    if (index === null || !loaded) return;
    fill(this.tip, tipOf(loaded, index, this.model.tr));
    this.tip.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
  }

  private toggleDock(dock: Dock): void {
    const next = this.model.state.dock === dock ? null : dock;
    this.sheet(next === null ? "" : "dock");
    this.model.set({ dock: next });
  }

  /** On a phone one sheet at a time stands below the legend. */
  private sheet(name: string): void {
    this.app.dataset["sheet"] = name;
    this.app.querySelector(".open-controls")?.setAttribute("aria-expanded", String(name === "controls"));
    if (name === "controls") this.app.querySelector<HTMLElement>(".sheet-head .close")?.focus();
  }

  private fit(): void {
    const { city, loaded } = this.model;
    const legend = this.wide() ? LEGEND_PX : 0;
    if (loaded) this.map.fitShapes(loaded.layer.shapes, legend);
    else if (city.bounds) this.map.fit(city.bounds, legend);
  }

  private announcement({ loading, failure, loaded, tr, context, state }: Model): string {
    if (loading) return tr.t("loading");
    if (failure !== null) return failure;
    if (!loaded) return "";
    const period = isDate(state.from ?? "") || isDate(state.to ?? "") ? periodText(state.from, state.to, tr) : "";
    return tr.t("loaded", { layer: layerName(context.layer, state.layer, tr), n: totalOf(loaded), period });
  }
}

function indexOf(loaded: Loaded, id: string): number {
  return loaded.kind === "cells" ? loaded.table.position(id) : loaded.features.findIndex((f) => f.properties.id === id);
}
