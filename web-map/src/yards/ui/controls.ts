/** What is shown: layer, level, size of the cells, and of which area the yards. */
import { kindName, layerName as countedName } from "../../core/words";
import { translator as mapTranslator } from "../../i18n/i18n";
import { fill, h } from "../../ui/dom";
import { type Option, group, select } from "../../ui/fields";
import { hasIdleFilters, resolutionOf } from "../core/state";
import { levelName, resolutionName } from "../core/words";
import type { Translator } from "../i18n/i18n";
import { countsGroup, yardOptions } from "./choice";
import type { YardsModel, YardsPart } from "./model";

/** Above so many areas of a kind a list is no way to choose. */
const LISTED_AREAS = 400;

export function controlsPart(tr: Translator): YardsPart {
  let model: YardsModel;
  const choose = (id: string): void => {
    if (model.layers.some((layer) => layer.id === id)) model.set({ layer: id });
    else model.leave(id);
  };
  const layer = select(tr.t("control.layer"), choose);
  const level = select(tr.t("control.level"), (value) => model.set({ level: value, selected: null }));
  const resolution = select(tr.t("control.resolution"), (value) => model.set({ resolution: Number(value), selected: null }));
  const area = select(tr.t("control.area"), (value) => model.set({ area: value === "" ? null : value }));
  const notes = h("div", {});
  const element = group(tr.t("control.what"), layer.element, level.element, resolution.element, area.element, notes);
  return {
    element,
    update(next) {
      model = next;
      const { state } = next;
      layer.show(layerOptions(next), state.layer);
      const levels = next.layer?.levels ?? [next.level];
      level.show(levels.map((value) => ({ value, label: levelName(value, tr) })), next.level);
      level.enable(levels.length > 1);
      resolution.element.hidden = next.level !== "cells";
      resolution.show(next.city.resolutions.map((r) => ({ value: String(r), label: resolutionName(r, tr) })), String(resolutionOf(state)));
      area.element.hidden = next.level !== "yard";
      area.show(areaOptions(next), state.area ?? "");
      const coarse = next.layer !== undefined && !next.layer.levels.includes("yard");
      const lines = [coarse && tr.t("controls.coarse"), tr.t("controls.now"), hasIdleFilters(state) && tr.t("controls.kept")];
      fill(notes, ...lines.map((text) => text !== false && h("p", { class: "hint" }, text)));
    },
  };
}

function layerOptions({ counted, layers, tr }: YardsModel): Option[] {
  const words = mapTranslator(tr.language);
  const counts = counted.map((layer) => ({ value: layer.id, label: countedName(layer, layer.id, words), group: countsGroup(tr.language) }));
  return [...yardOptions(layers, tr.language), ...counts];
}

function areaOptions({ areas, state, tr }: YardsModel): Option[] {
  const words = mapTranslator(tr.language);
  const options: Option[] = [{ value: "", label: tr.t("area.whole") }];
  for (const [kind, { features }] of areas) {
    if (features.length > LISTED_AREAS || kind === "study_area") continue;
    const named = features.map((f) => ({ value: f.properties.id, label: tr.name(f.properties.names, f.properties.id) }));
    named.sort((a, b) => a.label.localeCompare(b.label, tr.language === "kk" ? "ru" : tr.language, { numeric: true }));
    options.push(...named.map((option) => ({ ...option, group: kindName(kind, words) })));
  }
  if (state.area !== null && !options.some(({ value }) => value === state.area)) options.push({ value: state.area, label: state.area });
  return options;
}
