/** Published figures in words. */
import type { PublicCatalogue, PublicLevel, PublicPlace } from "../types";
import type { Translator } from "../i18n/i18n";
import { isShown } from "./styles";

/** A place by its name, a cell by its number. */
export function placeName(place: { id: string; kind: string; names?: PublicPlace["names"] | null }, tr: Translator): string {
  return place.kind === "cells" ? tr.t("place.cell", { id: place.id }) : tr.name(place.names ?? undefined, place.id);
}

/** The class as a range of counts, or why there is none. */
export function classText(place: PublicPlace, tr: Translator): string {
  if (isShown(place)) return rangeText(place.low, place.high, tr);
  if (place.class === "merged") return tr.t("class.merged", { into: place.into ? placeName(place.into, tr) : "" });
  return tr.t("class.suppressed");
}

export function rangeText(low: number | null, high: number | null, tr: Translator, digits = 0): string {
  if (low === null || high === null) return "–";
  return `${tr.number(low, digits)}–${tr.number(high, digits)}`;
}

export function rankText(place: PublicPlace, tr: Translator): string {
  if (place.rank_best === null || place.rank_worst === null) return "–";
  return place.rank_best === place.rank_worst ? tr.number(place.rank_best) : rangeText(place.rank_best, place.rank_worst, tr);
}

export function levelName(level: PublicLevel, tr: Translator): string {
  if (level.level === "cells") return tr.t("level.cells", { width: level.resolution === 9 ? "350" : "900" });
  return tr.maybe(`level.${level.level}`) ?? level.level;
}

export function periodName(period: string | null, catalogue: PublicCatalogue, tr: Translator): string {
  return catalogue.periods.find((p) => p.period === period)?.names[tr.language] ?? period ?? "";
}

export function groupName(group: string | null, catalogue: PublicCatalogue, tr: Translator): string {
  if (group === null) return tr.t("group.all");
  return catalogue.groups.find((g) => g.group === group)?.names[tr.language] ?? group;
}
