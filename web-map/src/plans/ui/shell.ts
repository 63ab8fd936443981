/** What every page of planning has: header, ways to the others, languages, printing; and what stands below it. */
import { ApiError } from "../../api/client";
import type { AreaFeature, Language } from "../../api/types";
import { shell } from "../../shell/bar";
import { type Child, fill, h } from "../../ui/dom";
import { type City, Desk, type Words } from "../api";
import { LANGUAGES, type MessageKey, type Translator, chooseLanguage, translator } from "../i18n/i18n";

export interface Context {
  desk: Desk;
  tr: Translator;
  city: City;
  /** Back to the root of the service. */
  base: string;
  /** A sentence of the server in the language of the page. */
  say(words: Words): string;
}

/** Draws a page and draws it anew in another language. */
export async function page(base: string, title: MessageKey, draw: (context: Context) => Promise<Child[]>): Promise<void> {
  const desk = new Desk(base);
  const body = document.body;
  let city: City;
  try {
    city = await desk.city();
  } catch (error) {
    fill(body, h("main", { class: "plans" }, failure(error, translator("en"))));
    return;
  }
  const first = firstLanguage(city);
  const strip = await shell({ language: first, root: base, page: base === "" ? location.pathname.split("/").pop() ?? "" : "plans" });
  const show = async (language: Language): Promise<void> => {
    const tr = translator(language);
    strip.translate(language);
    document.documentElement.lang = language;
    document.title = `${tr.t(title)} · ${tr.t("app.title")}`;
    const context: Context = { desk, tr, city, base, say: (words) => words[language] };
    const main = h("main", { class: "plans", id: "main", "aria-busy": "true" }, h("p", {}, tr.t("loading")));
    fill(body, strip.element, header(context, (next) => void show(next)), main);
    try {
      fill(main, h("h1", {}, tr.t(title)), ...(await draw(context)));
    } catch (error) {
      fill(main, h("h1", {}, tr.t(title)), failure(error, tr));
    }
    main.setAttribute("aria-busy", "false");
  };
  await show(first);
}

function firstLanguage(city: City): Language {
  const wish = new URL(location.href).searchParams.get("lang");
  const asked = LANGUAGES.find((l) => l === wish) ?? null;
  return chooseLanguage(asked, navigator.languages, city.languages);
}

function header({ tr, city }: Context, choose: (language: Language) => void): HTMLElement {
  const languages = city.languages.map((language) =>
    h("button", { type: "button", lang: language, "aria-pressed": String(language === tr.language), onclick: () => {
      const address = new URL(location.href);
      address.searchParams.set("lang", language);
      history.replaceState(null, "", address);
      choose(language);
    } }, language.toUpperCase()));
  return h(
    "header", { class: "desk-top" },
    h("a", { class: "skip", href: "#main" }, tr.t("skip")),
    h("p", { class: "desk-brand" }, tr.t("app.title"), " · ", tr.name(city.names, "")),
    city.synthetic && h("p", { class: "desk-synthetic" }, tr.t("synthetic")),
    h("div", { class: "desk-languages", role: "group", "aria-label": tr.t("language.label") }, ...languages),
    h("button", { type: "button", class: "print", onclick: () => window.print() }, tr.t("print")),
  );
}

/** Why something could not be shown. */
export function failure(error: unknown, tr: Translator): HTMLElement {
  if (error instanceof ApiError && error.status === 403) return h("p", { class: "failure", role: "alert" }, tr.t("forbidden"));
  const told = error instanceof ApiError ? [error.problem.detail, error.problem.remedy].filter(Boolean).join(" — ") : String(error);
  return h("p", { class: "failure", role: "alert" }, tr.t("failed", { reason: told }));
}

/** A section with a heading. */
export function section(title: string, ...children: Child[]): HTMLElement {
  return h("section", {}, h("h2", {}, title), ...children);
}

/** A table: headings, rows; numbers stand right. */
export function table(caption: string, headings: readonly string[], rows: readonly (readonly Child[])[], numbers: readonly number[] = []): HTMLElement {
  const right = (i: number): string | null => (numbers.includes(i) ? "number" : null);
  return h(
    "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...headings.map((text, i) => h("th", { scope: "col", class: right(i) }, text)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell, i) =>
        i === 0 ? h("th", { scope: "row", class: right(i) }, cell) : h("td", { class: right(i) }, cell)))))),
  );
}

/** A share in percent: signed for a change. */
export function percent(tr: Translator, share: number, signed = false): string {
  const text = tr.number(Math.abs(share) * 100, 1);
  const sign = share < 0 ? "−" : signed && share > 0 ? "+" : "";
  return `${sign}${text} %`;
}

/** The name of a kind of place or criterion, else its code. */
export function called(tr: Translator, key: string, code: string): string {
  return tr.maybe(key) ?? code.replaceAll("_", " ");
}

export async function outlines(desk: Desk, kind: string): Promise<AreaFeature[]> {
  const answer = await desk.get<{ features: AreaFeature[] }>(`areas?kind=${encodeURIComponent(kind)}&limit=2000`);
  return answer.features;
}

/** A period: its first and last month. */
export function months(tr: Translator, window: { from: string; to: string }): string {
  return `${tr.shortDate(window.from)} – ${tr.shortDate(window.to)}`;
}
