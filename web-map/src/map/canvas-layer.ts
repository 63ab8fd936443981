/** A canvas that follows a Leaflet map: larger than the view, moved while panning, scaled while zooming, drawn anew at rest. */
import * as L from "leaflet";
import { worldSize } from "../core/mercator";

/** How to get from the unit square to pixels of the canvas: `x · scale + dx`. */
export interface View {
  scale: number;
  dx: number;
  dy: number;
  width: number;
  height: number;
  zoom: number;
}

/** Share of the view drawn beyond each edge, so that a short pan shows no blank. */
const MARGIN = 0.25;

export class CanvasLayer extends L.Layer {
  private readonly canvas = document.createElement("canvas");
  private topLeft: L.LatLng | null = null;
  private drawnZoom = 0;
  private frame = 0;

  /**
   * @param paneName pane of the map, which decides what lies above what
   * @param paint draws what is in view; called at rest, never during an animation
   * @param painted called after each drawing
   */
  constructor(
    private readonly paneName: string,
    private readonly paint: (context: CanvasRenderingContext2D, view: View) => void,
    private readonly painted: () => void = () => undefined,
  ) {
    super();
    this.canvas.className = "map-canvas leaflet-zoom-animated";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  override onAdd(map: L.Map): this {
    map.getPane(this.paneName)!.append(this.canvas);
    this.draw();
    return this;
  }

  override onRemove(): this {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.canvas.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      moveend: () => this.draw(),
      resize: () => this.draw(),
      viewreset: () => this.draw(),
      move: () => this.followPan(),
      zoom: () => this.transform(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (event) => {
        const { center, zoom } = event as L.ZoomAnimEvent;
        this.transform(center, zoom);
      },
    };
  }

  /** Draws at the next frame; several calls draw once. */
  redraw(): void {
    if (this.frame || !this._map) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const map = this._map;
    if (!map || !map.hasLayer(this)) return;
    const size = map.getSize();
    const origin = map.containerPointToLayerPoint(size.multiplyBy(-MARGIN)).round();
    const width = Math.ceil(size.x * (1 + 2 * MARGIN));
    const height = Math.ceil(size.y * (1 + 2 * MARGIN));
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(this.canvas, origin);
    this.drawnZoom = map.getZoom();
    this.topLeft = map.layerPointToLatLng(origin);
    const context = this.canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const shift = map.getPixelOrigin().add(origin);
    const scale = worldSize(this.drawnZoom);
    this.paint(context, { scale, dx: -shift.x, dy: -shift.y, width, height, zoom: this.drawnZoom });
    this.painted();
  }

  /** A long drag leaves the drawn margin: draw on the way. */
  private followPan(): void {
    if (!this.topLeft || this._map.getZoom() !== this.drawnZoom) return;
    const corner = this._map.latLngToContainerPoint(this.topLeft);
    const size = this._map.getSize().multiplyBy(2 * MARGIN);
    if (corner.x > 0 || corner.y > 0 || corner.x < -size.x || corner.y < -size.y) this.redraw();
  }

  private transform(centre: L.LatLng, zoom: number): void {
    if (!this.topLeft) return;
    const map = this._map as L.Map & { _latLngToNewLayerPoint(at: L.LatLng, zoom: number, centre: L.LatLng): L.Point };
    L.DomUtil.setTransform(
      this.canvas,
      map._latLngToNewLayerPoint(this.topLeft, zoom, centre),
      map.getZoomScale(zoom, this.drawnZoom),
    );
  }
}
