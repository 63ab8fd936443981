/** What is shown: layer, view, size of the cells, study area; and how: study set and correction. */
import type { Model, Part } from "../../app/model";
import { resolutionOf } from "../../core/query";
import { isCellView, isIncidents } from "../../core/state";
import { STAT_VIEWS } from "../../core/statistics";
import { kindName, layerName, viewName } from "../../core/words";
import type { Translator } from "../../i18n/i18n";
import { h } from "../dom";
import { countsGroup, yardOptions } from "../../yards/ui/choice";
import { type Option, group, select } from "../fields";

/** Mean width of a cell in metres, flat to flat, as published for H3; a city's own differ by up to a fifth. */
const WIDTH_M: Readonly<Record<number, number>> = { 7: 2400, 8: 920, 9: 350, 10: 130, 11: 50 };
/** Above so many areas of a kind a list is no way to choose. */
const LISTED_AREAS = 400;

export function layerControls(tr: Translator): Part {
  let model: Model;
  const layer = select(tr.t("control.layer"), (value) => {
    if (model.yardLayers.some((l) => l.id === value)) return model.leave(value);
    const next = model.layers.find((l) => l.id === value);
    const kept = isCellView(model.state.view) || next?.levels.includes(model.state.view);
    model.set(kept ? { layer: value } : { layer: value, view: "hotspots" });
  });
  const view = select(tr.t("control.view"), (value) => model.set({ view: value, selected: null }));
  const resolution = select(tr.t("control.resolution"), (value) => model.set({ resolution: Number(value), selected: null }));
  const area = select(tr.t("control.area"), (value) => model.set({ area: value === "" ? null : value }));
  const studySet = select(tr.t("control.study_set"), (value) => model.set({ studySet: value === "area" ? "area" : "inhabited" }));
  const correction = select(tr.t("control.correction"), (value) => model.set({ correction: value === "none" ? "none" : "bh" }));
  const method = h("details", { class: "method" }, h("summary", {}, tr.t("control.method")), studySet.element, correction.element);
  const element = group(tr.t("control.what"), layer.element, view.element, resolution.element, area.element, method);
  return {
    element,
    update(now) {
      model = now;
      const { state } = now;
      layer.show(layerOptions(now), state.layer);
      view.show(viewOptions(now), state.view);
      resolution.show(
        now.city.resolutions.map((r) => ({
          value: String(r),
          label: tr.t("resolution.option", { resolution: String(r), width: WIDTH_M[r] ?? 0 }),
        })),
        String(resolutionOf(state, now.context)),
      );
      resolution.enable(isCellView(state.view));
      area.show(areaOptions(now), state.area ?? "");
      studySet.show(["inhabited", "area"].map((value) => ({ value, label: tr.maybe(`study_set.${value}`) ?? value })), state.studySet);
      correction.show(["bh", "none"].map((value) => ({ value, label: tr.maybe(`correction.${value}`) ?? value })), state.correction);
      method.hidden = !isCellView(state.view);
      correction.element.hidden = state.view !== "hotspots";
      if (state.studySet !== "inhabited" || state.correction !== "bh") method.open = true;
    },
  };
}

function layerOptions({ layers, yardLayers, tr }: Model): Option[] {
  const counts = layers.map((l) => ({ value: l.id, label: layerName(l, l.id, tr) + (l.count === null ? "" : ` (${tr.number(l.count)})`) }));
  if (yardLayers.length === 0) return counts;
  return [...counts.map((option) => ({ ...option, group: countsGroup(tr.language) })), ...yardOptions(yardLayers, tr.language)];
}

function viewOptions({ context, tr, state }: Model): Option[] {
  const kinds = (context.layer?.levels ?? []).filter((level) => level !== "cells");
  const known = ["hotspots", "cells", ...STAT_VIEWS, ...(isIncidents(state.layer) ? ["risk"] : []), ...kinds];
  const views = known.includes(state.view) ? known : [...known, state.view];
  return views.map((value) => ({ value, label: viewName(value, tr) }));
}

function areaOptions({ areas, tr, state }: Model): Option[] {
  const options: Option[] = [{ value: "", label: tr.t("area.whole") }];
  for (const [kind, { features }] of areas) {
    if (features.length > LISTED_AREAS || (kind === "study_area" && features.length === 1)) continue;
    const named = features.map((f) => ({ value: f.properties.id, label: tr.name(f.properties.names, f.properties.id) }));
    named.sort((a, b) => a.label.localeCompare(b.label, tr.language === "kk" ? "ru" : tr.language));
    options.push(...named.map((option) => ({ ...option, group: kindName(kind, tr) })));
  }
  if (state.area && !options.some((o) => o.value === state.area)) options.push({ value: state.area, label: state.area });
  return options;
}
