/** The one adapter between the core and Leaflet: panes, pan and zoom, clicks, and what is painted. */
import * as L from "leaflet";
import type { Bounds } from "../api/types";
import type { Layer } from "../core/loaded";
import { latOf, lonOf, worldSize, worldX, worldY } from "../core/mercator";
import { type Shapes, boundsOfAll, centreOf, neighboursOf, shapeAt, shapeNear } from "../core/shapes";
import type { MapPosition } from "../core/state";
import { CanvasLayer } from "./canvas-layer";
import { pictureOf } from "./picture";
import { Divider } from "./divider";
import { paintShapes } from "./paint-shapes";
import { paintDrawn } from "./paint-drawn";
import { type NamedShapes, paintGround, paintOutlines, paintSelection } from "./plain-map";

export interface MapEvents {
  /** The map came to rest at a position. */
  moved(position: MapPosition): void;
  /** The reader drags the map somewhere. */
  dragged(): void;
  /** A shape was clicked; null where the click hit none. */
  picked(index: number | null): void;
  /** The pointer is over a shape, or over none. */
  hovered(index: number | null, x: number, y: number): void;
  /** The layer was painted. */
  painted(): void;
}

/** Longitude and latitude. */
export type Corner = [number, number];

export class MapView {
  private readonly map: L.Map;
  private readonly ground: CanvasLayer;
  private readonly cells: CanvasLayer;
  private readonly right: CanvasLayer;
  private readonly overlay: CanvasLayer;
  private centre: L.LatLng;
  private resizing = false;
  private layer: Layer | null = null;
  private other: Layer | null = null;
  private readonly divider: Divider;
  private at = 0;
  private pin: Corner | null = null;
  private areas: readonly NamedShapes[] = [];
  private selected = -1;
  private ring: readonly number[] = [];
  private lit: { shapes: Shapes; index: number } | null = null;
  private outline: Corner[] = [];
  private drawing: ((corners: readonly Corner[]) => void) | null = null;

  constructor(container: HTMLElement, start: MapPosition | null, bounds: Bounds | null, events: MapEvents) {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(container, {
      zoomControl: false,
      attributionControl: false,
      fadeAnimation: !still,
      zoomAnimation: !still,
      inertia: !still,
      minZoom: 3,
      maxZoom: 19,
      boxZoom: false,
      // A city should fill the view: fitting may stop between whole zooms, the buttons step by one.
      zoomSnap: 0.25,
      zoomDelta: 1,
      wheelPxPerZoomLevel: 90,
    });
    this.map.createPane("ground").style.zIndex = "150";
    this.map.createPane("cells").style.zIndex = "400";
    this.map.createPane("right").style.zIndex = "401";
    this.map.createPane("marks").style.zIndex = "450";
    for (const pane of ["ground", "cells", "right", "marks"]) this.map.getPane(pane)!.classList.add("no-pointer");
    this.ground = new CanvasLayer("ground", (c, v) => paintGround(c, v, this.areas));
    this.cells = new CanvasLayer(
      "cells",
      (c, v) => this.layer && paintShapes(c, v, this.layer),
      () => this.layer && events.painted(),
    );
    this.right = new CanvasLayer("right", (c, v) => this.other && paintShapes(c, v, this.other));
    this.overlay = new CanvasLayer("marks", (c, v) => {
      paintOutlines(c, v, this.areas);
      if (this.layer && this.selected >= 0) paintSelection(c, v, this.layer.shapes, this.selected, this.ring, this.layer.least);
      if (this.lit) paintSelection(c, v, this.lit.shapes, this.lit.index, []);
      if (this.pin) paintDrawn(c, v, [this.pin], false);
      paintDrawn(c, v, this.outline, this.drawing === null);
    });
    if (start) this.map.setView([start.lat, start.lon], start.zoom);
    else this.fit(bounds ?? [-180, -60, 180, 70]);
    this.centre = this.map.getCenter();
    this.divider = new Divider(this.map, this.map.getPane("cells")!, this.map.getPane("right")!);
    for (const layer of [this.ground, this.cells, this.right, this.overlay]) layer.addTo(this.map);
    this.listen(events);
  }

  /** Tiles below everything, muted by the style sheet so that the classes stand out. */
  useTiles(url: string): void {
    L.tileLayer(url, { maxZoom: 19, crossOrigin: true }).addTo(this.map);
    this.ground.remove();
  }

  showAreas(areas: readonly NamedShapes[]): void {
    this.areas = areas;
    this.ground.redraw();
    this.overlay.redraw();
  }

  /** Replaces what is drawn; with the same shapes only the colours change. */
  show(layer: Layer | null): void {
    this.layer = layer;
    this.cells.redraw();
  }

  /** Another layer on the right of the divider; null for none. */
  showRight(layer: Layer | null): void {
    if (layer === this.other) return;
    this.other = layer;
    this.right.redraw();
    this.divider.move(layer === null ? null : this.at);
  }

  /** Moves the divider, pixels from the left. */
  divide(x: number): void {
    this.at = x;
    if (this.other) this.divider.move(x);
  }

  /** Goes to a place that was looked for and marks it. */
  goTo(centre: Corner | null, bounds: Bounds | null, left = 0): void {
    this.pin = centre;
    const wide = bounds !== null && (bounds[2] - bounds[0] > 0.002 || bounds[3] - bounds[1] > 0.002);
    if (wide) this.fit(bounds, left);
    else if (centre !== null) this.map.setView([centre[1], centre[0]], Math.max(this.map.getZoom(), 16), { animate: false });
    this.overlay.redraw();
  }

  /** Marks a shape and, for hexagons, its ring; −1 marks none. */
  select(index: number, withRing: boolean): void {
    this.selected = this.layer && index < this.layer.shapes.n ? index : -1;
    this.ring = this.selected >= 0 && withRing ? neighboursOf(this.layer!.shapes, this.selected) : [];
    this.overlay.redraw();
  }

  /** Marks a shape that the pointer is on in another view; null marks none. */
  light(shapes: Shapes | null, index: number): void {
    const next = shapes !== null && index >= 0 && index < shapes.n ? { shapes, index } : null;
    if (next === null && this.lit === null) return;
    this.lit = next;
    this.overlay.redraw();
  }

  /** Takes corners of a new outline until another is shown; tells of each. */
  draw(changed: (corners: readonly Corner[]) => void): void {
    this.outline = [];
    this.drawing = changed;
    this.map.getContainer().classList.add("drawing");
    this.overlay.redraw();
  }

  /** The corners set so far. */
  drawn(): readonly Corner[] {
    return this.outline;
  }

  /** Shows an outline, or none, and ends drawing. */
  showOutline(corners: readonly Corner[]): void {
    this.outline = [...corners];
    this.drawing = null;
    this.map.getContainer().classList.remove("drawing");
    this.overlay.redraw();
  }

  focus(): void {
    this.map.getContainer().focus();
  }

  /** What is seen, without tiles: they belong to somebody else and may not be readable. */
  picture(): HTMLCanvasElement {
    return pictureOf(this.map.getContainer());
  }

  /** Brings a shape into the part of the map that no panel covers, without changing more than needed. */
  reveal(index: number, covered: { right: number; bottom: number }): void {
    if (!this.layer || index < 0) return;
    const [x, y] = centreOf(this.layer.shapes, index);
    const at = L.latLng(latOf(y), lonOf(x));
    if (this.map.getZoom() < 12) this.map.setView(at, 13, { animate: false });
    this.map.panInside(at, {
      paddingTopLeft: [40, 60],
      paddingBottomRight: [covered.right + 40, covered.bottom + 40],
    });
  }

  /** Fits the bounds into what lies right of `left` pixels. */
  fit(bounds: Bounds, left = 0): void {
    const [west, south, east, north] = bounds;
    this.map.fitBounds([[south, west], [north, east]], {
      animate: false,
      paddingTopLeft: [left + 12, 12],
      paddingBottomRight: [12, 12],
    });
  }

  /** Fits all shapes of a layer. */
  fitShapes(shapes: Shapes, left = 0): void {
    if (shapes.n > 0) this.fit(boundsOfAll(shapes), left);
  }

  /** Ends the map: another one takes its place. */
  remove(): void {
    this.map.remove();
  }

  zoomBy(steps: number): void {
    this.map.setZoom(this.map.getZoom() + steps);
  }

  /** The container changed its size: the middle of the map stays the middle, to the digit. */
  resized(): void {
    const { centre } = this;
    this.resizing = true;
    this.map.invalidateSize({ animate: false, pan: false });
    this.map.setView(centre, this.map.getZoom(), { animate: false });
    this.resizing = false;
  }

  private hit({ shapes, least }: Layer, x: number, y: number): number {
    if (least === undefined) return shapeAt(shapes, x, y);
    const pixel = 1 / worldSize(this.map.getZoom());
    return shapeNear(shapes, x, y, least * pixel, 0.8 * least * pixel);
  }

  private listen(events: MapEvents): void {
    const hit = (at: L.LatLng): number | null => {
      const index = this.layer ? this.hit(this.layer, worldX(at.lng), worldY(at.lat)) : -1;
      return index < 0 ? null : index;
    };
    const take = (at: L.LatLng): void => {
      if (this.drawing === null) return events.picked(hit(at));
      // More corners than anybody sets by hand make addresses that nobody can send.
      if (this.outline.length < 100) this.outline.push([at.lng, at.lat]);
      this.overlay.redraw();
      this.drawing(this.outline);
    };
    this.map.on("click", (event) => take(event.latlng));
    this.map.on("mousemove", (event) => events.hovered(hit(event.latlng), event.containerPoint.x, event.containerPoint.y));
    this.map.on("mouseout movestart", () => events.hovered(null, 0, 0));
    this.map.on("dragstart", () => events.dragged());
    this.map.on("moveend", () => {
      if (this.resizing) return;
      this.centre = this.map.getCenter();
      const { lat, lng } = this.centre;
      events.moved({ lat, lon: lng, zoom: this.map.getZoom() });
    });
    // Enter picks what lies in the middle, so that the map can be used from the keyboard too.
    this.map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.map.getContainer()) take(this.map.getCenter());
    });
  }
}
