/** Fields of forms: label, control, a hint below. */
import { h } from "../../ui/dom";

let made = 0;

export interface Field {
  element: HTMLElement;
  value(): string;
}

export function field(label: string, attributes: Readonly<Record<string, string | number | boolean>>, hint?: string): Field {
  const id = `field-${++made}`;
  const input = h("input", { id, ...attributes, "aria-describedby": hint === undefined ? null : `${id}-hint` });
  const element = h("div", { class: "field" }, h("label", { for: id }, label), input,
    hint !== undefined && h("p", { class: "hint", id: `${id}-hint` }, hint));
  return { element, value: () => input.value.trim() };
}

export function longField(label: string, rows = 3): Field {
  const id = `field-${++made}`;
  const input = h("textarea", { id, rows });
  return { element: h("div", { class: "field wide" }, h("label", { for: id }, label), input), value: () => input.value.trim() };
}

export function choice(label: string, options: readonly { value: string; text: string }[], chosen = ""): Field {
  const id = `field-${++made}`;
  const select = h("select", { id }, ...options.map((o) => h("option", { value: o.value, selected: o.value === chosen }, o.text)));
  return { element: h("div", { class: "field" }, h("label", { for: id }, label), select), value: () => select.value };
}

/** A slider whose number is read beside it. */
export function slider(label: string, value: number, changed: () => void): Field & { number(): number } {
  const id = `field-${++made}`;
  const shown = h("output", { for: id }, String(value));
  const input = h("input", { id, type: "range", min: "0", max: "5", step: "0.5", value: String(value) });
  input.addEventListener("input", () => shown.replaceChildren(input.value));
  input.addEventListener("change", changed);
  const element = h("div", { class: "field slider" }, h("label", { for: id }, label), input, shown);
  return { element, value: () => input.value, number: () => Number(input.value) };
}

/** A number out of a text, or nothing where it is empty or none. */
export function numberOf(text: string): number | undefined {
  const value = Number(text.replace(",", "."));
  return text === "" || !Number.isFinite(value) ? undefined : value;
}
