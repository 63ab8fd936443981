/** The header: whose map this is, that an invented city is invented, and the languages. */
import type { Model, Part } from "../app/model";
import { activeFilters } from "../core/state";
import type { Translator } from "../i18n/i18n";
import { fill, h } from "./dom";

export function headerPart(tr: Translator, toggleSheet: (sheet: string) => void): Part {
  const title = h("h1", {});
  const synthetic = h("p", { class: "synthetic" });
  const languages = h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") });
  const count = h("span", { class: "badge" });
  const open = h(
    "button",
    { type: "button", class: "open-controls", "aria-expanded": "false", "aria-controls": "controls", onclick: () => toggleSheet("controls") },
    tr.t("controls.open"),
    count,
  );
  const element = h("header", { class: "top" }, title, synthetic, languages, open);
  return {
    element,
    update(model) {
      fill(title, h("span", { class: "brand" }, tr.t("app.title")), h("span", {}, tr.name(model.city.names, "")));
      synthetic.hidden = !model.city.synthetic;
      fill(synthetic, tr.t("synthetic.short"));
      const active = activeFilters(model.state).length;
      count.hidden = active === 0;
      fill(count, tr.number(active));
      fill(languages, ...languageButtons(model));
    },
  };
}

function languageButtons({ city, tr, set }: Model): HTMLElement[] {
  return city.languages.map((language) =>
    h(
      "button",
      {
        type: "button",
        lang: language,
        "data-language": language,
        "aria-pressed": String(language === tr.language),
        title: tr.maybe(`language.${language}`),
        onclick: () => set({ language }),
      },
      tr.maybe(`language.short.${language}`),
    ),
  );
}
