/** The round itself: three or four things a screen, first those that can be judged now. */
import type { App } from "../app/app";
import type { Factor, Instrument, Outcome } from "../../checklist/core/instrument";
import { nextChange, sunAltitude } from "../../checklist/core/sun";
import { type Draft, type Refusal, answered, refusal } from "../core/draft";
import { pagesOf } from "../core/pages";
import { h } from "../../ui/dom";
import { factorField } from "./factor-field";
import { button, clock, heading } from "./parts";
import type { Drawn } from "./shell";

export function roundScreen(app: App, instrument: Instrument, draft: Draft, page: number): Drawn {
  const { tr } = app;
  const pages = pagesOf(instrument, draft, app.now());
  const here = Math.min(page, pages.length - 1);
  const last = here === pages.length - 1;
  const outcomes = new Set(instrument.outcomes.map(({ id }) => id));
  const field = (thing: Factor | Outcome): HTMLElement => {
    const part = outcomes.has(thing.id) ? "outcomes" : "answers";
    const known = app.known.find(({ factor }) => factor === thing.id);
    return factorField(tr, thing, {
      given: draft[part][thing.id],
      note: known ? tr.t("round.known", { date: known.since ? tr.date(known.since) : "…" }) : null,
      onanswer: (answer) => app.changeDraft((open) => answered(open, part, thing.id, answer, app.now())),
    });
  };
  const back = (): void => app.go(here === 0 ? { name: "yard", page: 0 } : { name: "round", page: here - 1 });
  const next = (): void => app.go(last ? { name: "last", page: 0 } : { name: "round", page: here + 1 });
  return {
    content: [
      h("p", { class: "where" }, tr.name(draft.yard.names, draft.yard.id)),
      heading(tr.t("round.title", { page: here + 1, pages: pages.length })),
      h("progress", { max: pages.length, value: here + 1, "aria-label": tr.t("round.progress") }),
      ...(pages[here] ?? []).map(field),
      ...(last ? waiting(app, instrument, draft) : []),
    ],
    bar: [button(tr.t("back"), back), button(tr.t("next"), next, "main", "next")],
  };
}

/** What cannot be judged now, and why. */
function waiting(app: App, instrument: Instrument, draft: Draft): HTMLElement[] {
  const { tr } = app;
  const now = app.now();
  const refused = instrument.factors.filter(({ id, when }) => refusal(when, draft, now) !== null && !(id in draft.answers));
  const why = refused[0] ? refusal(refused[0].when, draft, now) : null;
  if (!why) return [];
  return [
    h(
      "section",
      { class: "card refused" },
      h("h2", {}, tr.t("refused.title", { n: refused.length })),
      h("p", {}, reason(app, draft, why)),
      h("ul", {}, ...refused.map((factor) => h("li", { "data-refused": factor.id }, tr.name(factor.names, factor.id)))),
    ),
  ];
}

function reason({ tr, now }: App, draft: Draft, why: Refusal): string {
  const at = draft.yard.centre;
  const altitude = Math.round(sunAltitude(at, now()));
  const change = nextChange(at, now());
  return tr.t(`refused.${why}`, { altitude: tr.number(altitude), time: change === null ? "–" : clock(change) });
}
