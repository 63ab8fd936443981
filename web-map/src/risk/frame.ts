/** The frame of the pages about risk: the strip, languages, a place for the content. */
import "../people/people.css";
import "./risk.css";
import type { City, Language } from "../api/types";
import { ApiError } from "../api/client";
import { LANGUAGES, chooseLanguage } from "../i18n/translate";
import { type Shell, shell } from "../shell/bar";
import { type Child, fill, h } from "../ui/dom";
import { type MessageKey, type Translator, translator } from "./i18n/i18n";

export interface Context {
  tr: Translator;
  shell: Shell;
  city: City;
  query: URLSearchParams;
  /** Way from the page to the root of the service. */
  root: string;
}

export type Draw = (context: Context) => Promise<Child[]>;

export async function frame(name: "risk" | "model", root: string, draw: Draw): Promise<void> {
  const query = new URLSearchParams(location.search);
  const wish = LANGUAGES.find((language) => language === query.get("lang")) ?? null;
  let language: Language = chooseLanguage(wish, navigator.languages, LANGUAGES);
  const strip = await shell({ language, root, page: "risk" });
  const city = await strip.client.get<City>("city");
  const header = h("header", { class: "top" });
  const main = h("main", { tabindex: "-1" });
  document.body.replaceChildren(strip.element, header, main);
  const show = async (): Promise<void> => {
    const tr = translator(language);
    const title = tr.t(`title.${name}` as MessageKey);
    document.documentElement.lang = language;
    document.title = `${title} · Aula`;
    strip.translate(language);
    const buttons = city.languages.map((one) => h("button", {
      type: "button", lang: one, "aria-pressed": String(one === language),
      onclick: () => {
        language = one;
        query.set("lang", one);
        history.replaceState(null, "", `?${query}`);
        void show();
      },
    }, one.toUpperCase()));
    fill(header, h("a", { class: "brand", href: `${root}./?lang=${language}` }, `${tr.t("app.title")} · ${tr.name(city.names, "")}`),
      h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") }, ...buttons));
    const heading = h("h1", {}, title);
    fill(main, heading, h("p", { role: "status" }, tr.t("loading")));
    try {
      fill(main, heading, ...(await draw({ tr, shell: strip, city, query, root })));
    } catch (error) {
      fill(main, heading, h("p", { class: "failure", role: "alert" }, failure(error, tr)));
    }
    main.dataset["ready"] = "true";
  };
  await show();
}

export function failure(error: unknown, tr: Translator): string {
  if (error instanceof ApiError && error.status === 403) return tr.t("sign_in");
  return tr.t("failed", { detail: error instanceof Error ? error.message : String(error) });
}
