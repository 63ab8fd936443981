/** The strokes that pictograms are put together from: a grid of 48 × 48, each mark a kind and a path. Pure. */

/** `ink` and `bad` are lines; `solid`, `light`, `green` and `wrong` are areas. */
export type Kind = "ink" | "bad" | "solid" | "light" | "green" | "wrong";
export type Mark = readonly [kind: Kind, path: string];
/** What is drawn for the steps 0 to 3 of a factor. */
export type Steps = readonly [Mark[], Mark[], Mark[], Mark[]];

export const ink = (path: string): Mark => ["ink", path];
export const bad = (path: string): Mark => ["bad", path];

export function disc(kind: Kind, x: number, y: number, r: number): Mark {
  return [kind, `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`];
}

export function box(kind: Kind, x: number, y: number, width: number, height: number): Mark {
  return [kind, `M${x} ${y}h${width}v${height}h${-width}z`];
}

export function cross(x: number, y: number, r: number): Mark {
  return bad(`M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}`);
}

export function tick(x: number, y: number): Mark {
  return ["ink", `M${x - 9} ${y}l6 7l12 -14`];
}

/** A car seen from the side, 22 wide, its wheels on `y`. */
export function car(x: number, y: number, kind: "ink" | "bad" = "ink"): Mark[] {
  const body: Mark = [kind, `M${x} ${y - 3}v-6l4 -1l4 -6h8l3 6l3 1v6z`];
  return [body, disc("solid", x + 5, y - 2, 2.5), disc("solid", x + 17, y - 2, 2.5)];
}

/** Somebody standing, 10 wide, the feet on `y`. */
export function person(x: number, y: number, scale = 1): Mark[] {
  const s = scale;
  return [
    disc("solid", x, y - 19 * s, 3 * s),
    ["solid", `M${x - 4 * s} ${y - 8 * s}v${-5 * s}q0 ${-2 * s} ${2 * s} ${-2 * s}h${4 * s}q${2 * s} 0 ${2 * s} ${2 * s}v${5 * s}h${-1.5 * s}l${-0.8 * s} ${8 * s}h${-3.4 * s}l${-0.8 * s} ${-8 * s}z`],
  ];
}

export function bottle(x: number, y: number, kind: "ink" | "bad" = "ink"): Mark {
  return [kind, `M${x - 3} ${y}v-10l2 -4v-5h2v5l2 4v10z`];
}

export function moon(x: number, y: number): Mark {
  return ["light", `M${x} ${y - 7}a7 7 0 1 0 7 9a6 6 0 0 1 -7 -9z`];
}

/** An arrow to the right. */
export function arrow(x: number, y: number, length: number): Mark {
  return bad(`M${x} ${y}h${length}m-4 -4l4 4l-4 4`);
}

export function flame(x: number, y: number): Mark {
  return ["wrong", `M${x} ${y}c-6 0 -6 -6 -2 -10c0 3 2 3 2 0c0 -2 0 -4 2 -5c0 4 5 6 4 10c0 3 -2 5 -6 5z`];
}
