/** What the yard's page and the lists have in common: language, theme, the instrument, the frame around the content. */
import type { Language } from "../../api/types";
import { Api, Failure, type Session } from "../../checklist/api";
import type { Instrument } from "../../checklist/core/instrument";
import { LANGUAGES, chooseLanguage } from "../../i18n/translate";
import { type Shell, shell } from "../../shell/bar";
import { fill, h } from "../../ui/dom";
import { type MessageKey, type Translator, translator } from "../i18n/i18n";

/** Draws a page from what was loaded; called anew when the language changes. */
export type Draw<T> = (desk: Desk, data: T) => Node[];

const LANGUAGE_NAME = "aula.language";

export class Desk {
  readonly api: Api;
  tr: Translator;
  session: Session = { role: "public" };
  instrument!: Instrument;
  private readonly top = h("header", { class: "top" });
  private readonly main = h("main", { id: "main", tabindex: "-1" });
  private strip: Shell | null = null;
  private redraw: () => void = () => undefined;

  /** `base` is the way from the page to the service's root. */
  constructor(
    body: HTMLElement,
    readonly base: string,
    private readonly title: MessageKey,
  ) {
    const wish = new URLSearchParams(location.search).get("lang") as Language | null;
    const language = chooseLanguage(wish ?? remembered(), navigator.languages, LANGUAGES);
    this.tr = translator(language);
    this.api = new Api(base, language);
    document.documentElement.dataset["theme"] = "auto";
    body.replaceChildren(this.top, this.main);
    this.frame();
  }

  /** Loads and draws; a failure is said in the page. */
  async show<T>(load: () => Promise<T>, draw: Draw<T>): Promise<void> {
    fill(this.main, h("p", { role: "status" }, this.tr.t("loading")));
    try {
      const [instrument, , data] = await Promise.all([this.api.instrument(), this.withStrip(), load()]);
      this.instrument = instrument;
      this.redraw = () => {
        this.frame();
        fill(this.main, ...draw(this, data));
      };
    } catch (error) {
      this.redraw = () => {
        this.frame();
        fill(this.main, h("h1", {}, this.tr.t(this.title)), h("p", { role: "alert", class: "fault" }, this.failure(error)), this.signIn(error));
      };
    }
    this.redraw();
  }

  body(code: string): string {
    return this.tr.name(this.instrument.bodies.find(({ id }) => id === code)?.names, code);
  }

  factor(id: string): string {
    return this.tr.name(this.instrument.factors.find((factor) => factor.id === id)?.names, id);
  }

  failure(error: unknown): string {
    if (!(error instanceof Failure)) return this.tr.t("failure.unexpected", { detail: String(error) });
    if (error.status === null) return this.tr.t("failure.unreachable");
    if (error.status === 401 || error.status === 403) return this.tr.t("failure.forbidden");
    return [error.problem.detail ?? error.problem.title ?? "", error.problem.remedy ?? ""].filter((part) => part !== "").join(" ");
  }

  /** The strip on top of every page: as whom one looks, and the other pages. */
  private async withStrip(): Promise<void> {
    this.strip = await shell({ language: this.tr.language, root: this.base, page: this.title.split(".")[0] ?? "" });
    this.session = this.strip.session;
    this.api.speakFor(this.session);
    this.top.before(this.strip.element);
  }

  private signIn(error: unknown): HTMLElement | null {
    const needed = error instanceof Failure && (error.status === 401 || error.status === 403);
    return needed ? h("p", {}, h("a", { href: `${this.base}sign-in?lang=${this.tr.language}` }, this.tr.t("sign_in"))) : null;
  }

  private frame(): void {
    const { tr } = this;
    document.documentElement.lang = tr.language;
    document.title = tr.t("title.page", { title: tr.t(this.title) });
    const focused = document.activeElement?.id ?? "";
    const button = (language: Language): HTMLElement =>
      h(
        "button",
        {
          type: "button", id: `language-${language}`, lang: language, "data-language": language, title: tr.t(`language.${language}`),
          "aria-pressed": String(language === tr.language), onclick: () => this.speak(language),
        },
        tr.t(`language.short.${language}`),
      );
    fill(
      this.top,
      h("a", { class: "brand", href: `${this.base}?lang=${tr.language}` }, tr.t("title.short")),
      h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") }, ...LANGUAGES.map(button)),
      h("a", { class: "danger", href: "tel:102" }, tr.t("danger")),
    );
    if (focused.startsWith("language-")) document.getElementById(focused)?.focus();
  }

  private speak(language: Language): void {
    this.tr = translator(language);
    this.api.language = language;
    this.strip?.translate(language);
    try {
      window.localStorage.setItem(LANGUAGE_NAME, language);
    } catch {
      // The choice then lasts for this page.
    }
    this.redraw();
  }
}

function remembered(): Language | null {
  try {
    return window.localStorage.getItem(LANGUAGE_NAME) as Language | null;
  } catch {
    return null;
  }
}
