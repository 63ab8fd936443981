/** Coordinates and H3 cells as people paste them. Pure. */

export interface Spot {
  lon: number;
  lat: number;
}

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

/**
 * The spot that a text names: `43.238, 76.945`, `43,238 76,945`, `N43.238 E76.945`, `43°14'18"N 76°56'42"E`,
 * `geo:43.238,76.945`. Latitude first, unless only the other order is on earth or within `bounds`. Null for other texts.
 */
export function spotOf(text: string, bounds: Bounds | null = null): Spot | null {
  const plain = text.trim().replace(/^geo:/i, "").replace(/;.*$/, "").replace(/−/g, "-");
  const pair = decimals(plain) ?? degrees(plain);
  if (!pair) return null;
  const [first, second] = pair;
  const latFirst = { lat: first, lon: second };
  const lonFirst = { lat: second, lon: first };
  if (/^[^NSEWСЮВЗ]*[EWВЗ]/i.test(plain) && /[NSСЮ]/i.test(plain)) return onEarth(lonFirst) ? lonFirst : null;
  if (!onEarth(latFirst)) return onEarth(lonFirst) ? lonFirst : null;
  if (bounds && !within(latFirst, bounds) && onEarth(lonFirst) && within(lonFirst, bounds)) return lonFirst;
  return latFirst;
}

/** The H3 cell that a text names, in lower case; null for other texts. Checked by its bits: mode, resolution, digits. */
export function cellOf(text: string): string | null {
  const hex = text.trim().toLowerCase();
  if (!/^8[0-9a-f]{14}$/.test(hex)) return null;
  const bits = BigInt(`0x${hex}`);
  const resolution = Number((bits >> 52n) & 15n);
  const base = Number((bits >> 45n) & 127n);
  const mode = Number((bits >> 59n) & 15n);
  if (mode !== 1 || base > 121) return null;
  for (let digit = 1; digit <= 15; digit++) {
    const value = Number((bits >> BigInt(3 * (15 - digit))) & 7n);
    if (digit <= resolution ? value === 7 : value !== 7) return null;
  }
  return hex;
}

function decimals(text: string): [number, number] | null {
  const plain = text.replace(/[NSEWСЮВЗ°]/gi, " ").trim();
  const point = /^(-?\d{1,3}\.\d+)[\s,]+(-?\d{1,3}\.\d+)$/.exec(plain);
  const comma = /^(-?\d{1,3},\d+)[\s;]+(-?\d{1,3},\d+)$/.exec(plain);
  const found = point ?? comma;
  if (!found) return null;
  const sign = (letters: RegExp): number => (letters.test(text) ? -1 : 1);
  const [a, b] = [Number(found[1]!.replace(",", ".")), Number(found[2]!.replace(",", "."))];
  const lonLetterFirst = /^[^NSEWСЮВЗ]*[EWВЗ]/i.test(text) && /[NSСЮ]/i.test(text);
  const [south, west] = [sign(/[SЮ]/i), sign(/[WЗ]/i)];
  return lonLetterFirst ? [a * west, b * south] : [a * south, b * west];
}

function degrees(text: string): [number, number] | null {
  const parts = [...text.matchAll(/(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’])?\s*(?:(\d{1,2}(?:\.\d+)?)\s*["″”])?\s*([NSEWСЮВЗ])/gi)];
  if (parts.length !== 2) return null;
  const value = ([, d, m = "0", s = "0", letter = ""]: RegExpExecArray): number =>
    (Number(d) + Number(m) / 60 + Number(s) / 3600) * (/[SWЮЗ]/i.test(letter) ? -1 : 1);
  return [value(parts[0]!), value(parts[1]!)];
}

function onEarth({ lon, lat }: Spot): boolean {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

function within({ lon, lat }: Spot, [west, south, east, north]: Bounds): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
