/** The frame that these pages share: the strip, the header with the languages, and a place for what the page shows. */
import "./people.css";
import type { City, Language } from "../api/types";
import { LANGUAGES, chooseLanguage } from "../i18n/translate";
import { type Shell, shell } from "../shell/bar";
import { type Child, fill, h } from "../ui/dom";
import { failureText } from "./failure";
import { type MessageKey, type Translator, translator } from "./i18n/i18n";

/** What a page is drawn with. */
export interface Context {
  tr: Translator;
  shell: Shell;
  /** Parameters of the address. */
  query: URLSearchParams;
  /** Loads and draws the page again. */
  again(): Promise<void>;
}

export type Draw = (context: Context) => Promise<Child[]>;

/** Mounts a page. `name` is its name in the strip and of its title in the catalogue. */
export async function page(name: string, draw: Draw): Promise<void> {
  const wish = (): Language | null => {
    const value = new URLSearchParams(location.search).get("lang");
    return LANGUAGES.find((language) => language === value) ?? null;
  };
  let language = chooseLanguage(wish(), navigator.languages, LANGUAGES);
  const strip = await shell({ language, page: name });
  const city = await strip.client.get<City>("city").catch(() => null);
  const header = h("header", { class: "top" });
  const main = h("main", { tabindex: "-1" });
  document.body.replaceChildren(strip.element, header, main);

  const show = async (): Promise<void> => {
    const tr = translator(language);
    const title = tr.t(`title.${name}` as MessageKey);
    document.documentElement.lang = language;
    document.title = `${title} · Aula`;
    strip.translate(language);
    fill(header, ...headerOf(tr, city, choose));
    const heading = h("h1", {}, title);
    try {
      const content = await draw({ tr, shell: strip, query: new URLSearchParams(location.search), again: show });
      fill(main, heading, ...content);
    } catch (error) {
      fill(main, heading, h("p", { class: "failure", role: "alert" }, failureText(error, tr)));
    }
    main.dataset["ready"] = "true";
  };
  const choose = (next: Language): void => {
    language = next;
    const query = new URLSearchParams(location.search);
    query.set("lang", next);
    history.replaceState(null, "", `?${query}${location.hash}`);
    void show().then(() => header.querySelector<HTMLElement>("[aria-pressed=true]")?.focus());
  };
  await show();
}

function headerOf(tr: Translator, city: City | null, choose: (language: Language) => void): Child[] {
  const buttons = (city?.languages ?? LANGUAGES).map((language) => h("button", {
    type: "button", lang: language, "data-language": language, "aria-pressed": String(language === tr.language),
    title: tr.maybe(`language.${language}`), onclick: () => choose(language),
  }, tr.maybe(`language.short.${language}`)));
  return [
    h("a", { class: "brand", href: `./?lang=${tr.language}` }, `${tr.t("app.title")} · ${tr.name(city?.names, "")}`),
    city?.synthetic && h("p", { class: "synthetic" }, tr.t("synthetic")),
    h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") }, ...buttons),
  ];
}
