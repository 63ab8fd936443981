/** Names of layers, views, kinds and choices in the language. Codes of a city's own are shown as they are. */
import type { City, LayerInfo, Settings } from "../api/types";
import type { Translator } from "../i18n/i18n";
import { addDays } from "./dates";
import { wraps, weekdayRuns } from "./slice";
import { isStatView } from "./statistics";

export function layerName(layer: { id: string; kind?: string } | undefined, id: string, tr: Translator): string {
  if (id === "incidents") return tr.t("layer.incidents");
  const kind = layer?.kind ?? id.replace(/^places\./, "");
  return tr.maybe(`places.${kind}`) ?? readable(kind);
}

export function kindName(kind: string, tr: Translator): string {
  return tr.maybe(`kind.${kind}`) ?? readable(kind);
}

export function viewName(view: string, tr: Translator): string {
  if (view === "hotspots") return tr.t("view.hotspots");
  if (view === "cells") return tr.t("view.cells");
  if (isStatView(view)) return tr.t(`view.${view}`);
  if (view === "risk") return tr.t("view.risk");
  return tr.maybe(`view.${view}`) ?? tr.t("view.by", { kind: kindName(view, tr) });
}

export function categoryName(city: City, code: string, tr: Translator): string {
  const known = city.categories.find((category) => category.code === code);
  return known ? tr.name(known.names, code) : readable(code);
}

/** A half-open period with both days named that it includes. */
export function periodText(
  from: string | null | undefined, to: string | null | undefined, tr: Translator, write: (date: string) => string = tr.date,
): string {
  if (from && to) return tr.t("period.range", { from: write(from), to: write(addDays(to, -1)) });
  if (from) return tr.t("period.since", { from: write(from) });
  if (to) return tr.t("period.until", { to: write(addDays(to, -1)) });
  return tr.t("period.undated");
}

/** The period of an answer: what was asked, within what the layer's data cover. */
export function periodOf(settings: Settings, layer: LayerInfo | undefined): { from: string | null; to: string | null } {
  return { from: settings.from ?? layer?.period?.from ?? null, to: settings.to ?? layer?.period?.to ?? null };
}

export function hoursText(hours: readonly [number, number], tr: Translator): string {
  const text = tr.t("hours.range", { from: clock(hours[0]), to: clock(hours[1]) });
  return wraps(hours) ? tr.t("hours.overnight", { hours: text }) : text;
}

export function weekdaysText(days: readonly number[], tr: Translator): string {
  const day = (index: number): string => tr.maybe(`weekday.${index}`) ?? String(index);
  return weekdayRuns(days)
    .map(([a, b]) => (a === b ? day(a) : `${day(a)}–${day(b)}`))
    .join(", ");
}

/** An hour as it stands on a clock: `08:00`. */
export function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function readable(code: string): string {
  return code.replaceAll("_", " ");
}
