/** What stands on every screen: title, language, the number to call in danger, and what waits to be sent. */
import type { App } from "../app/app";
import { LANGUAGES } from "../../i18n/translate";
import { fill, h } from "../../ui/dom";

/** A screen's content and the buttons under the thumb. */
export interface Drawn {
  content: Node[];
  bar: Node[];
}

export class Shell {
  private readonly top = h("header", { class: "top" });
  private readonly main = h("main", { id: "main", tabindex: "-1" });
  private readonly bar = h("nav", { class: "bar" });
  private readonly status = h("p", { class: "status", role: "status" });

  constructor(
    body: HTMLElement,
    private readonly app: App,
  ) {
    body.replaceChildren(this.top, this.status, this.main, this.bar);
  }

  draw({ content, bar }: Drawn): void {
    const { tr } = this.app;
    const focused = document.activeElement?.id ?? "";
    fill(
      this.top,
      h("a", { class: "brand", href: "#/" }, tr.t("title.short")),
      this.languages(),
      h("a", { class: "danger", href: "tel:102" }, tr.t("danger")),
    );
    this.drawStatus();
    fill(this.main, ...content);
    fill(this.bar, ...bar);
    this.bar.hidden = bar.length === 0;
    this.bar.setAttribute("aria-label", tr.t("bar.label"));
    // A change of language or an answer of the service must not throw the keyboard back to the top.
    if (focused !== "" && focused !== "main") document.getElementById(focused)?.focus({ preventScroll: true });
  }

  drawStatus(): void {
    const { tr, keep } = this.app;
    const waiting = keep.all.queue.filter((item) => item.state === "waiting" || item.state === "sending").length;
    const parts = [
      navigator.onLine ? null : tr.t("status.offline"),
      waiting > 0 ? tr.t("status.waiting", { n: waiting }) : null,
      keep.broken ? tr.t("status.not_kept") : null,
    ].filter((part) => part !== null);
    const text = parts.join(" ");
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.hidden = text === "";
  }

  /** A new screen: to its top, its heading read out. */
  arrive(): void {
    window.scrollTo(0, 0);
    const heading = this.main.querySelector<HTMLElement>("h1");
    (heading ?? this.main).focus({ preventScroll: true });
  }

  private languages(): HTMLElement {
    const { tr } = this.app;
    const button = (language: (typeof LANGUAGES)[number]): HTMLElement =>
      h(
        "button",
        {
          type: "button", id: `language-${language}`, lang: language, "data-language": language, title: tr.t(`language.${language}`),
          "aria-pressed": String(language === tr.language), onclick: () => this.app.setLanguage(language),
        },
        tr.t(`language.short.${language}`),
      );
    return h("div", { class: "languages", role: "group", "aria-label": tr.t("language.label") }, ...LANGUAGES.map(button));
  }
}
