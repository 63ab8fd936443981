/** The light map on which a yard is tapped. The only file of the form that knows Leaflet; loaded when it is asked for. */
import "leaflet/dist/leaflet.css";
import { latLng, map as leafletMap, polygon, tileLayer } from "leaflet";
import type { City } from "../../api/types";
import type { App } from "../app/app";
import type { YardHit } from "../../checklist/api";
import type { LonLat } from "../../checklist/core/sun";

const CLOSE_ZOOM = 17;
/** Outlines are drawn from here on; further out there are too many. */
const YARDS_FROM_ZOOM = 16;

export function yardMap(element: HTMLElement, app: App, at: LonLat | null, tapped: (found: YardHit[]) => void): void {
  element.replaceChildren();
  const map = leafletMap(element, { zoomControl: true, attributionControl: true });
  map.attributionControl.setPrefix(false);
  const drawn = new Map<string, ReturnType<typeof polygon>>();
  let turn = 0;

  const drawYards = async (): Promise<void> => {
    if (map.getZoom() < YARDS_FROM_ZOOM) return;
    const mine = ++turn;
    const b = map.getBounds();
    const box = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((degree) => degree.toFixed(6)).join(",");
    const found = await app.api.yards(`bbox=${box}&limit=300`).catch(() => []);
    if (mine !== turn) return;
    app.keep.saw(found);
    for (const yard of found) {
      if (drawn.has(yard.id) || !yard.outline) continue;
      const rings = yard.outline.map((ring) => ring.map(([lon, lat]) => latLng(lat, lon)));
      const shape = polygon(rings, { className: "yard-shape" }).addTo(map);
      shape.on("click", () => {
        drawn.forEach((other) => other.getElement()?.classList.toggle("chosen", other === shape));
        tapped([yard]);
      });
      drawn.set(yard.id, shape);
    }
  };

  void app.api.get<City>("city").then(({ bounds, basemap }) => {
    if (basemap) tileLayer(basemap.url, { attribution: basemap.attribution, maxZoom: 19 }).addTo(map);
    if (!at && bounds) map.setView(latLng((bounds[1] + bounds[3]) / 2, (bounds[0] + bounds[2]) / 2), YARDS_FROM_ZOOM);
  }).catch(() => undefined);
  map.on("moveend", () => void drawYards());
  if (at) map.setView(latLng(at.lat, at.lon), CLOSE_ZOOM);
}
