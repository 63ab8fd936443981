/** Comparing side by side: the choice, the divider, and what the legend says of both sides. */
import type { Model, Part } from "../../app/model";
import type { Loaded } from "../../core/loaded";
import { totalOf } from "../../core/legend";
import { layerName, periodOf, periodText } from "../../core/words";
import { fill, h } from "../../ui/dom";
import { group, select } from "../../ui/fields";
import { canCompare } from "../core/compare";
import { type Translator, translator } from "../i18n/i18n";

export function compareControls(language: Translator["language"]): Part {
  const tr = translator(language);
  let model: Model;
  const choice = select(tr.t("compare.with"), (value) => model.set({ compare: value === "" ? null : value }));
  const hint = h("p", { class: "hint" }, tr.t("compare.need"));
  const element = group(tr.t("compare.title"), choice.element, hint);
  return {
    element,
    update(now) {
      model = now;
      const { state, layers } = now;
      element.hidden = !canCompare(state);
      const others = layers.filter((layer) => layer.id !== state.layer).map((layer) => ({ value: layer.id, label: tr.t("compare.layer", { layer: layerName(layer, layer.id, now.tr) }) }));
      choice.show([{ value: "", label: tr.t("compare.none") }, ...(["before", "year"] as const).map((value) => ({ value, label: tr.t(`compare.${value}`) })), ...others], state.compare ?? "");
      hint.hidden = !(state.compare === "before" || state.compare === "year") || now.compared !== null || now.loading;
    },
  };
}

/** What one side shows, in words. */
export function sideWords(loaded: Loaded, { layers, tr }: Model): string {
  const layer = layers.find(({ id }) => id === loaded.settings.layer);
  const { from, to } = periodOf(loaded.settings, layer);
  return `${layerName(layer, loaded.settings.layer, tr)}, ${periodText(from, to, tr, tr.shortDate)}`;
}

/** The lines of the legend about both sides. */
export function comparedLines(model: Model): (HTMLElement | false)[] {
  const { loaded, compared, state } = model;
  if (!loaded || !compared) return [];
  const tr = translator(model.tr.language);
  const line = (key: "compare.left" | "compare.right", side: Loaded): HTMLElement =>
    h("p", { class: "legend-small" }, tr.t("compare.total", { what: tr.t(key, { what: sideWords(side, model) }), n: totalOf(side) }));
  const periods = state.compare === "before" || state.compare === "year";
  const { from, to } = compared.settings;
  const change = (): void => model.set({ view: "change", compare: null, options: { ...state.options, before_from: from ?? "", before_to: to ?? "" } });
  return [
    line("compare.left", loaded), line("compare.right", compared),
    h("p", { class: "legend-small" }, tr.t("compare.scale")),
    periods && h("button", { type: "button", class: "undo", onclick: change }, tr.t("compare.change")),
  ];
}

/** Half of the slider's thumb, as in the style sheet. */
const HALF_PX = 20;

/** Pixels from the left for a percentage, as the slider itself places its thumb. */
export function splitAt(percent: number, width: number): number {
  return HALF_PX + (percent / 100) * (width - 2 * HALF_PX);
}

/** The divider over the map: a line, and a slider that moves it. */
export function dividerPart(language: Translator["language"], move: (percent: number) => void): Part {
  const tr = translator(language);
  const line = h("div", { class: "split-line", "aria-hidden": "true" });
  const left = h("span", { class: "split-side left" });
  const right = h("span", { class: "split-side right" });
  const input = h("input", { type: "range", class: "split", min: 0, max: 100, step: 1, "aria-label": tr.t("compare.split") });
  const element = h("div", { class: "split-frame", hidden: true }, line, left, right, input);
  let model: Model;
  const place = (): void => {
    const x = splitAt(Number(input.value), element.clientWidth);
    line.style.left = `${x}px`;
    left.style.right = `${element.clientWidth - x + 6}px`;
    right.style.left = `${x + 6}px`;
    move(Number(input.value));
  };
  input.addEventListener("input", place);
  input.addEventListener("change", () => model.set({ split: Number(input.value) }));
  new ResizeObserver(() => !element.hidden && place()).observe(element);
  return {
    element,
    update(now) {
      model = now;
      element.hidden = now.compared === null || !now.loaded;
      if (!now.compared || !now.loaded) return;
      if (document.activeElement !== input) input.value = String(now.state.split);
      fill(left, sideWords(now.loaded, now));
      fill(right, sideWords(now.compared, now));
      place();
    },
  };
}
