/** Labelled form fields: no control without a visible name. */
import { type Child, fill, h } from "./dom";

let last = 0;

export interface Option {
  value: string;
  label: string;
  group?: string;
}

export interface Select {
  element: HTMLElement;
  show(options: readonly Option[], value: string): void;
  enable(on: boolean): void;
}

/** A select with its label; options are replaced only when they changed, so that an open list stays open. */
export function select(label: string, chosen: (value: string) => void): Select {
  const id = `field-${++last}`;
  const input = h("select", { id, onchange: () => chosen(input.value) });
  let shown = "";
  return {
    element: h("div", { class: "field" }, h("label", { for: id }, label), input),
    show(options, value) {
      const text = JSON.stringify(options);
      if (text !== shown) {
        shown = text;
        fill(input, ...grouped(options));
      }
      input.value = value;
    },
    enable(on) {
      input.disabled = !on;
    },
  };
}

function grouped(options: readonly Option[]): Child[] {
  const children: (HTMLOptionElement | HTMLOptGroupElement)[] = [];
  const groups = new Map<string, HTMLOptGroupElement>();
  for (const { value, label, group } of options) {
    const option = h("option", { value }, label);
    if (group === undefined) {
      children.push(option);
      continue;
    }
    let parent = groups.get(group);
    if (!parent) {
      parent = h("optgroup", { label: group });
      groups.set(group, parent);
      children.push(parent);
    }
    parent.append(option);
  }
  return children;
}

export interface DateField {
  element: HTMLElement;
  value(): string;
  show(value: string, min: string, max: string): void;
}

export function dateField(label: string, changed: () => void): DateField {
  const id = `field-${++last}`;
  const input = h("input", { id, type: "date", onchange: changed });
  return {
    element: h("div", { class: "field" }, h("label", { for: id }, label), input),
    value: () => input.value,
    show(value, min, max) {
      input.min = min;
      input.max = max;
      // While the user types a date the field is left alone.
      if (document.activeElement !== input || value === "") input.value = value;
    },
  };
}

export interface Check {
  element: HTMLElement;
  input: HTMLInputElement;
}

export function checkbox(label: Child[], changed: (on: boolean) => void): Check {
  const id = `field-${++last}`;
  const input = h("input", { id, type: "checkbox", onchange: () => changed(input.checked) });
  return { input, element: h("div", { class: "check" }, input, h("label", { for: id }, ...label)) };
}

/** A named group of fields. */
export function group(name: string, ...children: Child[]): HTMLFieldSetElement {
  return h("fieldset", {}, h("legend", {}, name), ...children);
}
