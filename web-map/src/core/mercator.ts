/** Web Mercator on the unit square: x east, y south, both 0 to 1. At zoom z the world is 256 · 2^z pixels wide. */

export function worldX(lon: number): number {
  return (lon + 180) / 360;
}

export function worldY(lat: number): number {
  const sin = Math.sin((Math.max(-85.0511287798, Math.min(85.0511287798, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export function lonOf(x: number): number {
  return x * 360 - 180;
}

export function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** Pixels of the whole world at a zoom. */
export function worldSize(zoom: number): number {
  return 256 * 2 ** zoom;
}
