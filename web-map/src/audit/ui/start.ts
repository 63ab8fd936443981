/** The first screen: begin, go on with what was begun, and what became of what was sent. */
import type { App } from "../app/app";
import { type Draft, STALE_MS } from "../core/draft";
import type { Item } from "../core/queue";
import { h } from "../../ui/dom";
import { button, clock, day, heading } from "./parts";
import type { Drawn } from "./shell";

export function startScreen(app: App): Drawn {
  const { tr, keep, instrument } = app;
  const { drafts, queue } = keep.all;
  const begin = (): void => app.go({ name: app.agreed ? "yard" : "consent", page: 0 });
  return {
    content: [
      heading(instrument ? tr.name(instrument.names, tr.t("title")) : tr.t("title")),
      h("p", { class: "lead" }, tr.t("start.lead")),
      ...(drafts.length > 0 ? [h("h2", {}, tr.t("start.drafts")), ...drafts.map((draft) => draftCard(app, draft))] : []),
      ...(queue.length > 0 ? [h("h2", {}, tr.t("start.sent")), h("ul", { class: "plain-list" }, ...[...queue].reverse().map((item) => queueLine(app, item)))] : []),
      ...(app.role ? [h("p", { class: "hint" }, tr.t("start.role", { role: tr.maybe(`role.${app.role}`) ?? app.role }))] : []),
      ...(app.session.role === "public" ? [h("p", { class: "hint" }, h("a", { href: `sign-in?lang=${tr.language}` }, tr.t("start.sign_in")))] : []),
      h("h2", {}, tr.t("start.how")),
      h("ul", { class: "how" }, ...(["start.how.time", "start.how.two_rounds", "start.how.offline", "start.how.safe"] as const).map((key) => h("li", {}, tr.t(key)))),
      h("div", { class: "row" }, themeButton(app), forgetButton(app)),
    ],
    bar: [button(tr.t("start.begin"), begin, "main", "begin")],
  };
}

function draftCard(app: App, draft: Draft): HTMLElement {
  const { tr } = app;
  const answered = Object.keys(draft.answers).length;
  const old = app.now() - draft.changed > STALE_MS;
  return h(
    "section",
    { class: "card draft" },
    h("h3", {}, tr.name(draft.yard.names, draft.yard.id)),
    h("p", {}, tr.t("start.draft", { n: answered, date: tr.date(day(draft.began)), time: clock(draft.began) })),
    old ? h("p", { class: "hint" }, tr.t("start.draft.old")) : null,
    h(
      "div",
      { class: "row" },
      button(tr.t("start.continue"), () => app.open(draft), "main"),
      button(tr.t("start.drop"), () => window.confirm(tr.t("start.drop.sure")) && app.dropDraft(draft), "quiet"),
    ),
  );
}

function queueLine(app: App, item: Item): HTMLElement {
  const { tr } = app;
  const id = item.submission.client_id;
  const state = tr.maybe(`queue.${item.state}`) ?? item.state;
  return h(
    "li",
    { class: `queue ${item.state}` },
    h("a", { href: `#/done/${id}` }, tr.name(item.yard.names, item.yard.id)),
    h("span", {}, tr.t("queue.line", { date: tr.shortDate(day(Date.parse(item.submission.at))), state })),
  );
}

function themeButton(app: App): HTMLElement {
  const dark = document.documentElement.dataset["theme"] === "dark";
  return button(app.tr.t(dark ? "theme.light" : "theme.dark"), () => app.setTheme(dark ? "light" : "dark"), "quiet", "theme");
}

function forgetButton(app: App): HTMLElement {
  return button(app.tr.t("forget"), () => window.confirm(app.tr.t("forget.sure")) && app.forget(), "quiet");
}
