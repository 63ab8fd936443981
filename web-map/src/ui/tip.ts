/** What the pointer reads beside it: the figure of the shape below. */
import type { Loaded, LoadedCells } from "../core/loaded";
import type { Translator } from "../i18n/i18n";

export function tipOf(loaded: Loaded, index: number, tr: Translator): string {
  return loaded.kind === "cells" ? cellTip(loaded, index, tr) : areaTip(loaded, index, tr);
}

function cellTip({ view, table }: LoadedCells, index: number, tr: Translator): string {
  if (view === "density") {
    const density = table.value("density", index);
    return density === null ? "–" : tr.number(density, 2);
  }
  const count = tr.t("tip.count", { n: table.value("count", index) ?? table.value("after", index) ?? 0 });
  const name = table.className(index);
  return name === null ? count : `${tr.maybe(`class.${name}`) ?? name} · ${count}`;
}

function areaTip(loaded: Extract<Loaded, { kind: "areas" }>, index: number, tr: Translator): string {
  const p = loaded.features[index]!.properties;
  const density = p.per_km2 === null || p.per_km2 === undefined ? "" : ` · ${tr.t("tip.density", { density: tr.number(p.per_km2, 1) })}`;
  return `${tr.name(p.names, p.id)} · ${tr.t("tip.count.area", { n: p.count ?? 0 })}${density}`;
}
