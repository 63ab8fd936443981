/** The last screen before sending: what is answered, a remark, photos, the position; nothing of it is compulsory. */
import type { App } from "../app/app";
import { type Instrument, severityOf, weightAnswered, weightOfRound } from "../../checklist/core/instrument";
import { isNight } from "../../checklist/core/sun";
import { type Draft, TEXT_AT_MOST, hasAnswers, refusal } from "../core/draft";
import { pagesOf } from "../core/pages";
import { judge } from "../core/position";
import { fill, h } from "../../ui/dom";
import { photoPart } from "./photo-part";
import { button, heading } from "./parts";
import type { Drawn } from "./shell";

export function lastScreen(app: App, instrument: Instrument, draft: Draft): Drawn {
  const { tr } = app;
  const can = hasAnswers(draft);
  const pages = pagesOf(instrument, draft, app.now()).length;
  return {
    content: [
      h("p", { class: "where" }, tr.name(draft.yard.names, draft.yard.id)),
      heading(tr.t("last.title")),
      summary(app, instrument, draft),
      ...already(app, instrument, draft),
      remark(app, draft),
      photoPart(app, draft),
      positionPart(app, draft),
      ...(can ? [] : [h("p", { class: "fault", role: "alert" }, tr.t("last.nothing"))]),
      ...(navigator.onLine ? [] : [h("p", { class: "hint" }, tr.t("last.offline"))]),
    ],
    bar: [
      button(tr.t("back"), () => app.go({ name: "round", page: pages - 1 })),
      h("button", { type: "button", class: "button main", id: "send", disabled: !can, onclick: app.send }, tr.t("last.send")),
    ],
  };
}

function summary(app: App, instrument: Instrument, draft: Draft): HTMLElement {
  const { tr } = app;
  const night = isNight(draft.yard.centre, draft.began);
  const open = instrument.factors.filter(({ id, when }) => !(id in draft.answers) && refusal(when, draft, app.now()) === null);
  const share = (part: number): string => tr.number(Math.round(part * 100));
  const text = tr.t("last.weight", { share: share(weightAnswered(instrument, draft.answers)), most: share(weightOfRound(instrument, night)) });
  const pages = pagesOf(instrument, draft, app.now());
  const link = (id: string, words: string): HTMLElement =>
    h("li", {}, h("a", { href: `#/round/${pages.findIndex((page) => page.some((thing) => thing.id === id)) + 1}` }, words));
  return h(
    "section",
    { class: "card" },
    h("p", {}, tr.t("last.answered", { n: Object.keys(draft.answers).length })),
    h("p", { class: "hint" }, text),
    open.length > 0 ? h("p", {}, tr.t("last.open")) : null,
    open.length > 0 ? h("ul", { class: "open" }, ...open.map((factor) => link(factor.id, tr.name(factor.names, factor.id)))) : null,
  );
}

/** What others reported before and this round marks again. */
function already({ tr, known }: App, instrument: Instrument, draft: Draft): HTMLElement[] {
  const again = instrument.factors.filter(({ id }) => (severityOf(draft.answers[id]) ?? 0) >= 2 && known.some(({ factor }) => factor === id));
  if (again.length === 0) return [];
  return [h("section", { class: "card" }, h("p", {}, tr.t("last.known")), h("ul", {}, ...again.map(({ names, id }) => h("li", {}, tr.name(names, id)))))];
}

function remark(app: App, draft: Draft): HTMLElement {
  const { tr } = app;
  const area = h("textarea", {
    id: "remark", rows: 3, maxlength: TEXT_AT_MOST, "aria-describedby": "remark-hint",
    oninput: () => app.changeDraft((open) => ({ ...open, text: area.value, changed: app.now() })),
  });
  area.value = draft.text;
  return h(
    "div",
    { class: "field" },
    h("label", { for: "remark" }, tr.t("last.remark")),
    area,
    h("p", { class: "hint", id: "remark-hint" }, tr.t("last.remark.hint")),
  );
}

function positionPart(app: App, draft: Draft): HTMLElement {
  const { tr } = app;
  const said = h("p", { role: "status" });
  const describe = ({ position, yard }: Draft): string =>
    position
      ? tr.t(`position.${judge(position, yard.centre)}`, { metres: Math.round(position.accuracy_m) })
      : tr.t("position.none");
  fill(said, describe(draft));
  const take = (): void => {
    fill(said, tr.t("yard.locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const position = { lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) };
        app.position = position;
        app.changeDraft((open) => ({ ...open, position }));
        fill(said, describe({ ...draft, position }));
      },
      () => fill(said, tr.t("yard.near.failed")),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  };
  const drop = (): void => {
    app.changeDraft((open) => ({ ...open, position: null }));
    fill(said, tr.t("position.none"));
  };
  return h(
    "section",
    { class: "card" },
    h("h2", {}, tr.t("position.title")),
    said,
    "geolocation" in navigator
      ? h("div", { class: "row" }, button(tr.t("position.take"), take, "quiet", "position-take"), button(tr.t("position.drop"), drop, "quiet", "position-drop"))
      : null,
  );
}
