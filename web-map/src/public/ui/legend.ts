/** The legend: what the colours mean, how many places each stands for, and what the map cannot show. */
import { type Child, fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { choiceOf } from "../core/state";
import { groupName, levelName, periodName } from "../core/words";
import type { MessageKey } from "../i18n/i18n";
import type { PublicLoaded, PublicModel, PublicPart } from "./model";

export function legendPart(): PublicPart {
  const line = h("button", { class: "legend-line", type: "button", "aria-controls": "legend-body" });
  const body = h("div", { id: "legend-body", class: "legend-body" });
  const element = h("section", { class: "legend" }, line, body);
  let open = window.matchMedia("(min-width: 800px)").matches;
  let last: PublicModel | null = null;
  const update = (model: PublicModel): void => {
    last = model;
    element.setAttribute("aria-label", model.tr.t("legend"));
    element.classList.toggle("open", open);
    element.classList.toggle("stale", model.loading);
    line.setAttribute("aria-expanded", String(open));
    line.title = model.tr.t(open ? "legend.collapse" : "legend.expand");
    show(model, open, line, body);
  };
  line.addEventListener("click", () => {
    open = !open;
    if (last) update(last);
  });
  return { element, update };
}

function show(model: PublicModel, open: boolean, line: HTMLElement, body: HTMLElement): void {
  const { loaded, tr, state } = model;
  const title = tr.t(state.colour === "class" ? "colour.class" : "colour.need");
  if (!loaded) {
    fill(line, h("span", { class: "legend-short" }, h("strong", {}, title)), chevron());
    fill(body, h("p", { class: model.failure === null ? null : "failure" }, model.failure ?? tr.t("loading")));
    return;
  }
  const choice = choiceOf(state, model.level);
  const period = periodName(choice.period, model.catalogue, tr);
  const what = tr.t("legend.period", { period, group: groupName(choice.group, model.catalogue, tr) });
  const strip = loaded.bins.filter((bin) => countOf(bin, loaded) > 0).map((bin) => swatch(bin.style));
  fill(line, ...(open
    ? [h("strong", { class: "legend-short whole" }, `${title} · ${levelName(model.level, tr)}`)]
    : [h("span", { class: "legend-strip" }, ...strip), h("span", { class: "legend-short" }, h("strong", {}, title), h("span", {}, what))]), chevron());
  fill(body, ...content(model, loaded, what));
}

function content(model: PublicModel, loaded: PublicLoaded, what: string): Child[] {
  const { tr, state, catalogue } = model;
  const all = loaded.places.length;
  const merged = loaded.settings.places_by_class.merged ?? 0;
  const suppressed = loaded.settings.places_by_class.suppressed ?? 0;
  const { version, date } = loaded.settings.published;
  return [
    model.failure !== null && h("p", { class: "failure" }, model.failure),
    h("p", { class: "legend-period" }, what),
    table(model, loaded),
    state.colour === "class" && h("p", { class: "legend-small" }, tr.t("step.note")),
    merged + suppressed > 0 && h("p", { class: "legend-small" }, tr.t("legend.hidden", { n: merged + suppressed, all, merged, suppressed })),
    h("p", { class: "legend-small" }, tr.t("legend.classes")),
    h("p", { class: "legend-small" }, tr.t("legend.recorded")),
    h("p", { class: "legend-small" }, `${tr.t("legend.version", { version, date: tr.shortDate(date) })} `,
      h("a", { href: `publications?lang=${tr.language}&version=${catalogue.version}` }, tr.t("legend.card"))),
  ];
}

function table({ tr, state }: PublicModel, loaded: PublicLoaded): HTMLElement {
  const unit = tr.t(state.colour === "class" ? "legend.class" : "legend.need");
  const head = h("tr", {}, h("th", { scope: "col" }, unit), h("th", { scope: "col", class: "number" }, tr.t("legend.places")));
  const rows = loaded.bins.map((bin) => {
    const n = countOf(bin, loaded);
    return h("tr", { class: n === 0 ? "empty" : null },
      h("th", { scope: "row" }, h("span", { class: "legend-class" }, swatch(bin.style), h("span", {}, tr.t(bin.key as MessageKey)))),
      h("td", { class: "number" }, tr.number(n)));
  });
  return h("table", { class: "legend-table" }, h("thead", {}, head), h("tbody", {}, ...rows));
}

function countOf(bin: PublicLoaded["bins"][number], loaded: PublicLoaded): number {
  return loaded.places.filter((place) => bin.holds(place)).length;
}

function chevron(): HTMLElement {
  return h("span", { class: "chevron", "aria-hidden": "true" });
}
