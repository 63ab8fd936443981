/** The settings of the statistic that is shown; a group that only stands there where it has any. */
import type { Model, Part } from "../../app/model";
import { type OptionSpec, OPTIONS, isAllowed, isStatView } from "../../core/statistics";
import type { Translator } from "../../i18n/i18n";
import { fill, h } from "../dom";
import { type Select, dateField, group, select } from "../fields";

interface Field {
  spec: OptionSpec;
  element: HTMLElement;
  show(value: string): void;
}

export function statisticControls(tr: Translator): Part {
  const body = h("div", {});
  const element = group(tr.t("control.statistic"), body);
  let model: Model;
  const set = (name: string, value: string): void => {
    const options = { ...model.state.options };
    if (value === "") delete options[name];
    else options[name] = value;
    model.set({ options });
  };
  const fields = OPTIONS.filter((spec) => spec.of.some(isStatView)).map((spec) => fieldOf(spec, tr, set));
  let shown = "";
  return {
    element,
    update(now) {
      model = now;
      const { view, options } = now.state;
      element.hidden = !isStatView(view);
      const own = fields.filter(({ spec }) => spec.of.includes(view));
      if (view !== shown) fill(body, ...own.map((field) => field.element));
      shown = view;
      for (const field of own) field.show(options[field.spec.name] ?? "");
    },
  };
}

function fieldOf(spec: OptionSpec, tr: Translator, set: (name: string, value: string) => void): Field {
  const label = tr.maybe(`option.${spec.name}`) ?? spec.name;
  if (spec.choices) return choiceField(spec, spec.choices, label, tr, set);
  if (spec.range) return numberField(spec, spec.range, label, set);
  const field = dateField(label, () => set(spec.name, field.value()));
  return { spec, element: field.element, show: (value) => field.show(value, "", "") };
}

function choiceField(
  spec: OptionSpec, choices: readonly string[], label: string, tr: Translator, set: (name: string, value: string) => void,
): Field {
  const usual = choices[0]!;
  const field: Select = select(label, (value) => set(spec.name, value === usual ? "" : value));
  const options = choices.map((value) => ({ value, label: tr.maybe(`option.${spec.name}.${value}`) ?? value }));
  return { spec, element: field.element, show: (value) => field.show(options, value === "" ? usual : value) };
}

let last = 0;

/** A whole number; what is none, or out of range, is not sent. */
function numberField(
  spec: OptionSpec, [low, high]: readonly [number, number], label: string, set: (name: string, value: string) => void,
): Field {
  const id = `number-${++last}`;
  const input = h("input", {
    id, type: "number", min: low, max: high, inputmode: "numeric",
    onchange: () => set(spec.name, isAllowed(spec, input.value) ? input.value : ""),
  });
  return {
    spec,
    element: h("div", { class: "field" }, h("label", { for: id }, label), input),
    show: (value) => {
      if (document.activeElement !== input) input.value = value;
    },
  };
}
