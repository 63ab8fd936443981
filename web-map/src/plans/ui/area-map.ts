/** A map as a picture: areas by role, rings, posts. It prints as it is seen and needs no tiles. */
import type { AreaFeature } from "../../api/types";
import { h, svg } from "../../ui/dom";
import { type Frame, boxOf, frameOf, pathOf, ringsOf } from "../core/frame";
import type { Translator } from "../i18n/i18n";

export interface MapPicture {
  features: readonly AreaFeature[];
  /** Coarser areas for orientation. */
  districts: readonly AreaFeature[];
  /** A class of the style sheet for each area; none leaves it plain. */
  kindOf(id: string): string | null;
  /** What an area is called when pointed at. */
  titleOf(id: string): string;
  /** Areas whose names are written. */
  labelled?: ReadonlyMap<string, string>;
  /** Outlines of cells, longitude first. */
  rings?: readonly (readonly [number, number][])[];
  posts?: readonly { at: [number, number]; kind: "post" | "post-new"; title: string }[];
  /** What the picture shows, for readers who do not see it. */
  label: string;
  /** Classes with their names. */
  legend: readonly { kind: string; text: string }[];
  /** Only these areas decide what is in view; all where none are given. */
  focus?: readonly AreaFeature[];
  picked?(id: string): void;
}

const WIDTH = 760;

export function areaMap(picture: MapPicture, tr: Translator): HTMLElement {
  const frame = frameOf(boxOf(picture.focus ?? picture.features), WIDTH, picture.focus ? 0.6 : 0.03);
  const area = (feature: AreaFeature): SVGElement => {
    const id = feature.properties.id;
    const kind = picture.kindOf(id);
    const path = svg("path", { d: pathOf(feature, frame), class: `area ${kind ?? "plain"}`, "data-area": id },
      svg("title", {}, picture.titleOf(id)));
    if (picture.picked) path.addEventListener("click", () => picture.picked?.(id));
    return path;
  };
  const outline = (feature: AreaFeature): SVGElement => svg("path", { d: pathOf(feature, frame), class: "district" });
  const cells = (picture.rings ?? []).map((ring) => {
    const points = ring.map(([lon, lat]) => frame.at(lon, lat).map((v) => v.toFixed(1)).join(" "));
    return `M${points.join("L")}Z`;
  });
  const names = picture.features.filter((f) => picture.labelled?.has(f.properties.id)).map((f) => label(f, frame, picture.labelled!));
  const posts = (picture.posts ?? []).map(({ at, kind, title }) => {
    const [x, y] = frame.at(at[0], at[1]);
    return svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: kind === "post" ? 4 : 7, class: kind }, svg("title", {}, title));
  });
  const image = svg(
    "svg", { viewBox: `0 0 ${WIDTH} ${frame.height.toFixed(0)}`, class: "area-map", role: "img", "aria-label": picture.label },
    ...picture.features.map(area),
    cells.length > 0 && svg("path", { d: cells.join(""), class: "ring" }),
    ...picture.districts.map(outline),
    ...posts,
    ...names,
  );
  const legend = h("ul", { class: "map-legend", "aria-label": tr.t("map.legend") },
    ...picture.legend.map(({ kind, text }) => h("li", {}, h("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), text)));
  return h("figure", { class: "map-figure" }, image, h("figcaption", {}, legend));
}

function label(feature: AreaFeature, frame: Frame, names: ReadonlyMap<string, string>): SVGElement {
  const box = boxOf([feature]);
  const [x, y] = frame.at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
  return svg("text", { x: x.toFixed(1), y: y.toFixed(1), class: "area-name" }, names.get(feature.properties.id) ?? "");
}

/** The middle of an area's outline, for a title. */
export function hasOutline(feature: AreaFeature): boolean {
  return ringsOf(feature).length > 0;
}
