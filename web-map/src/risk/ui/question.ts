/** The question of the page: in its address, changed by a form. */
import { type Child, fill, h } from "../../ui/dom";
import type { Context } from "../frame";
import { failure } from "../frame";

/** Parameters of the address that are of the question. */
const ASKED = ["from", "to", "category", "hours", "weekdays", "area", "layer", "resolution", "study_set", "factors", "design", "rolls", "police_found", "half_block_m", "level", "seed"];

export function requestOf(query: URLSearchParams): string {
  const out = new URLSearchParams();
  for (const name of ASKED) {
    const value = query.get(name);
    if (value !== null && value !== "") out.set(name, value);
  }
  return out.toString();
}

export function questionPart({ tr, city, query }: Context): HTMLElement {
  const field = (label: string, input: HTMLElement): Child => {
    input.id = `question-${input.getAttribute("name") ?? ""}`;
    return h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  };
  const choice = (name: string, options: readonly [string, string][]): HTMLSelectElement => {
    const now = query.get(name) ?? "";
    return h("select", { name }, ...options.map(([value, label]) => h("option", { value, selected: value === now }, label)));
  };
  const date = (name: string): HTMLInputElement => h("input", { type: "date", name, value: query.get(name) ?? "" });
  const categories = city.categories.map((one): [string, string] => [one.code, tr.name(one.names, one.code)]);
  const form = h("form", { class: "question", onsubmit: (event: Event) => {
    event.preventDefault();
    const next = new URLSearchParams({ lang: tr.language });
    for (const [name, value] of new FormData(form)) if (value !== "") next.set(name, String(value));
    location.search = next.toString();
  } },
    field(tr.t("question.from"), date("from")), field(tr.t("question.to"), date("to")),
    field(tr.t("question.category"), choice("category", [["", tr.t("question.category.all")], ...categories])),
    field(tr.t("question.design"), choice("design", [["foretell", tr.t("question.design.foretell")], ["explain", tr.t("question.design.explain")]])),
    field(tr.t("question.rolls"), choice("rolls", ["1", "2", "3", "4", "5"].map((n): [string, string] => [n, n]))),
    field(tr.t("question.resolution"), choice("resolution", [["", String(city.default_resolution)], ...city.resolutions.map((r): [string, string] => [String(r), String(r)])])),
    h("button", { type: "submit", class: "button main" }, tr.t("question.ask")));
  return h("section", {}, h("h2", {}, tr.t("question")), form);
}

/** Keeping is for analysts; the service has the last word. */
export function keepPart({ tr, shell, root }: Context, path: string): Child {
  if (!["analyst", "operator"].includes(shell.session.role)) return null;
  const said = h("p", { role: "status" });
  const keep = async (): Promise<void> => {
    fill(said, tr.t("loading"));
    try {
      const { id } = await shell.client.post<{ id: string }>(`risk/models?${path}`);
      fill(said, h("a", { href: `${root}risk/${id}?lang=${tr.language}` }, tr.t("kept", { id })));
    } catch (error) {
      fill(said, failure(error, tr));
    }
  };
  return h("div", {}, h("button", { type: "button", class: "button", onclick: () => void keep() }, tr.t("keep")), said);
}
