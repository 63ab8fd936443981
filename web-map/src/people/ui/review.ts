/** What the second person judges by: how much is shown, what is hidden, and what a narrower figure would give away. */
import { h } from "../../ui/dom";
import { type Review, type Reviewed, type Version, unitText } from "../core/publication";
import type { Context } from "../page";
import { table } from "./form";

/** Widened units listed at once. */
const LISTED = 200;

export async function reviewPart(context: Context, version: Version): Promise<HTMLElement> {
  const { tr, shell } = context;
  const { review } = await shell.client.get<Reviewed>(`publications/${version.version}/review`);
  return h("div", { class: "review" }, h("h3", {}, tr.t("review.shown")), shown(context, review), h("h3", {}, tr.t("review.held_back")), heldBack(context, review),
    h("h3", {}, tr.t("review.hidden", { n: review.widened.length })), h("p", {}, tr.t("review.hidden.text")), hidden(context, review));
}

function shown({ tr }: Context, review: Review): HTMLElement {
  const rows = review.shown.map(({ level, detail, units, incidents_shown_percent: percent }) => [
    `${tr.maybe(`level.${level}`) ?? level} · ${tr.maybe(`detail.${detail}`) ?? detail}`,
    ...[units.plain, units.range, units.merged, units.suppressed].map((n) => tr.number(n)), percent === null ? "–" : tr.t("percent", { n: percent }),
  ]);
  const columns = ["review.units", "review.plain", "review.range", "review.merged", "review.suppressed", "review.incidents"] as const;
  return table(tr.t("review.shown"), columns.map((key) => tr.t(key)), rows);
}

function heldBack({ tr }: Context, review: Review): HTMLElement {
  const rows = Object.entries(review.held_back_percent).map(([why, percent]) => h("li", {}, `${tr.maybe(`held.${why}`) ?? why}: ${tr.t("percent", { n: percent })}`));
  return h("ul", {}, ...rows);
}

function hidden({ tr }: Context, { widened }: Review): HTMLElement {
  const rows = widened.slice(0, LISTED).map(({ unit, hides }) => [unitText(unit, tr), hides]);
  return h("details", {}, h("summary", {}, tr.t("review.hidden.show", { n: Math.min(LISTED, widened.length) })),
    table(tr.t("review.hidden.show", { n: rows.length }), [tr.t("review.unit"), tr.t("review.hides")], rows));
}
