/** Forms of these pages: labelled fields, one action, and what came of it said aloud. */
import { type Child, fill, h } from "../../ui/dom";
import { failureText } from "../failure";
import type { Translator } from "../i18n/i18n";

let last = 0;

export interface TextField {
  element: HTMLElement;
  input: HTMLInputElement;
}

/** A text field with its label and, below it, a hint that a screen reader reads with it. */
export function textField(label: string, options: Readonly<Record<string, string | boolean>> = {}, hint?: string): TextField {
  const id = `people-${++last}`;
  const input = h("input", { id, type: "text", ...options, "aria-describedby": hint === undefined ? null : `${id}-hint` });
  const note = hint !== undefined && h("p", { class: "hint", id: `${id}-hint` }, hint);
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input, note) };
}

export interface SelectField {
  element: HTMLElement;
  input: HTMLSelectElement;
}

export function selectField(label: string, options: readonly { value: string; label: string }[], value?: string): SelectField {
  const id = `people-${++last}`;
  const input = h("select", { id }, ...options.map((one) => h("option", { value: one.value, selected: one.value === value }, one.label)));
  return { input, element: h("div", { class: "field" }, h("label", { for: id }, label), input) };
}

export function checkField(label: string, value: string, checked = false): { element: HTMLElement; input: HTMLInputElement } {
  const id = `people-${++last}`;
  const input = h("input", { id, type: "checkbox", value, checked });
  return { input, element: h("div", { class: "check" }, input, h("label", { for: id }, label)) };
}

/** A form. `act` answers what to say when it is done; a failure is said too, and the form can be sent again. */
export function form(tr: Translator, label: string, fields: readonly Child[], act: () => Promise<Child[]>): HTMLElement {
  const button = h("button", { type: "submit", class: "button main" }, label);
  const said = h("div", { class: "said", role: "status" });
  const element = h("form", { novalidate: true }, ...fields, h("div", { class: "row" }, button), said);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    fill(said, h("p", {}, tr.t("working")));
    act()
      .then((done) => fill(said, ...done))
      .catch((error: unknown) => fill(said, h("p", { class: "failure" }, failureText(error, tr))))
      .finally(() => {
        button.disabled = false;
      });
  });
  return element;
}

/** A button that does something at once and says where it failed. */
export function action(tr: Translator, label: string, act: () => Promise<unknown>, kind = ""): HTMLElement {
  const said = h("span", { class: "failure", role: "status" });
  const button = h("button", { type: "button", class: `button ${kind}` }, label);
  button.addEventListener("click", () => {
    button.disabled = true;
    act()
      .catch((error: unknown) => fill(said, failureText(error, tr)))
      .finally(() => {
        button.disabled = false;
      });
  });
  return h("span", { class: "action" }, button, said);
}

/** A secret that is shown this once, with a button that copies it. */
export function secretBox(tr: Translator, label: string, secret: string): HTMLElement {
  const field = textField(label, { readonly: true, class: "secret", value: secret, spellcheck: "false" });
  const said = h("span", { role: "status" });
  const copy = async (): Promise<void> => {
    field.input.select();
    // Without https a browser offers no clipboard: the secret is selected, so the keys of copying work.
    const copied = navigator.clipboard ? navigator.clipboard.writeText(secret) : Promise.reject(new Error());
    await copied.then(() => fill(said, tr.t("copied"))).catch(() => fill(said, tr.t("copy.failed")));
  };
  return h("div", { class: "card once" }, field.element, h("p", {}, tr.t("shown_once")),
    h("div", { class: "row" }, h("button", { type: "button", class: "button", onclick: () => void copy() }, tr.t("copy")), said));
}

/** A table in a region that scrolls on a narrow screen. */
export function table(label: string, columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)));
  const body = rows.map((cells) => h("tr", {}, ...cells.map((cell, i) => (i === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell)))));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, h("table", {}, h("thead", {}, head), h("tbody", {}, ...body)));
}

/** An instant in figures, in the browser's own time. */
export function instant(text: string | null, tr: Translator): string {
  if (text === null) return "–";
  const at = new Date(text);
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = tr.shortDate(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`);
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
