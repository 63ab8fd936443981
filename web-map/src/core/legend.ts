/** What the legend says, as data: nothing that a reader needs to judge the map is left out. */
import type { LayerInfo, Settings } from "../api/types";
import type { MessageKey, Translator } from "../i18n/i18n";
import type { Breaks } from "./breaks";
import type { Loaded, LoadedCells } from "./loaded";
import type { Style } from "./palette";
import { RISK_SHARES } from "./risk";
import { isStatView } from "./statistics";
import { layerName, periodOf, periodText, viewName } from "./words";

export interface LegendRow {
  style: Style;
  label: string;
  /** Number of cells or areas. */
  count: number;
}

export interface Legend {
  title: string;
  period: string;
  /** The period in figures. */
  shortPeriod: string;
  /** What was counted and what was not. */
  counted: string[];
  unit: string;
  /** Set where no hot or cold spot may be drawn, and why. */
  verdict: string | null;
  rows: LegendRow[];
  method: string | null;
  warnings: string[];
}

export function legendOf(loaded: Loaded, layer: LayerInfo | undefined, tr: Translator): Legend {
  const { settings } = loaded;
  const { from, to } = periodOf(settings, layer);
  const classed = loaded.kind === "cells" && loaded.breaks === null;
  const noVerdict = classed && settings.verdict !== undefined && settings.verdict !== "ok";
  return {
    title: `${layerName(layer, settings.layer || (layer?.id ?? ""), tr)} · ${viewName(loaded.view, tr)}`,
    period: periodText(from, to, tr),
    shortPeriod: periodText(from, to, tr, tr.shortDate),
    counted: countedText(loaded, tr),
    unit: unitText(loaded, tr),
    verdict: noVerdict ? tr.t(`verdict.${settings.verdict}` as MessageKey) : null,
    rows: rowsOf(loaded, tr),
    method: methodOf(loaded, tr),
    warnings: warningsText(settings, tr),
  };
}

/** What is counted in the shapes drawn. Of areas the sum, because a total also knows incidents outside all of them. */
export function totalOf(loaded: Loaded): number {
  if (loaded.kind === "cells") return loaded.settings.total ?? sum(loaded.table.answer.columns.count ?? []);
  return sum(loaded.features.map((f) => f.properties.count ?? 0));
}

/** How many selected rows lie in none of the shapes; below zero where overlapping areas count some twice. */
function outsideOf(loaded: Loaded): number {
  const { outside_cells, outside, total } = loaded.settings;
  if (loaded.kind === "cells") return outside_cells ?? outside ?? 0;
  return total === undefined ? 0 : total - totalOf(loaded);
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}

function countedText(loaded: Loaded, tr: Translator): string[] {
  const { settings } = loaded;
  const where = loaded.kind === "cells" ? "legend.counted.cells" : "legend.counted.areas";
  const lines = [tr.t(where, { n: totalOf(loaded), units: loaded.layer.shapes.n })];
  const outside = outsideOf(loaded);
  if (outside < 0) lines.push(tr.t("legend.overlap"));
  if (outside > 0) lines.push(tr.t(loaded.kind === "cells" ? "legend.outside" : "legend.outside.areas", { n: outside }));
  if (settings.left_out) {
    const reasons = Object.entries(settings.left_out_reasons ?? {})
      .filter(([, n]) => n !== undefined && n > 0)
      .map(([reason, n]) => `${tr.maybe(`leftout.${reason}`) ?? reason}: ${tr.number(n ?? 0)}`)
      .join("; ");
    const text = tr.t("legend.leftout", { n: settings.left_out });
    lines.push(reasons === "" ? text : `${text} (${reasons})`);
  }
  if (settings.discontinued) lines.push(tr.t("legend.discontinued", { n: settings.discontinued }));
  return lines;
}

function unitText(loaded: Loaded, tr: Translator): string {
  if (loaded.kind === "areas") return tr.t("unit.density");
  const resolution = String(loaded.cellSet.resolution);
  if (loaded.view === "risk") return tr.t("unit.risk", { resolution });
  if (loaded.view === "density") return tr.maybe(`unit.${loaded.settings.unit ?? "per_km2"}`, { resolution }) ?? "";
  if (isStatView(loaded.view)) return tr.maybe(`unit.${loaded.view}`, { resolution }) ?? "";
  return tr.t(loaded.view === "hotspots" ? "unit.classes" : "unit.count", { resolution });
}

function rowsOf(loaded: Loaded, tr: Translator): LegendRow[] {
  if (loaded.view === "risk") return riskRows(loaded, tr);
  return loaded.kind === "cells" && loaded.breaks === null ? classRows(loaded, tr) : countRows(loaded, tr);
}

function methodOf({ view, settings }: Loaded, tr: Translator): string | null {
  if (view === "hotspots") return methodText(settings, tr);
  if (view === "risk") return tr.t("method.risk");
  return isStatView(view) ? (settings.sentence?.[tr.language] ?? null) : null;
}

/** The highest ranks first. */
function riskRows(loaded: Loaded, tr: Translator): LegendRow[] {
  const counts = new Array<number>(RISK_SHARES.length + 1).fill(0);
  for (const rank of loaded.layer.styleOf) counts[rank]!++;
  const label = (rank: number): string => (rank === 0 ? tr.t("risk.rest") : tr.t("risk.top", { share: tr.number(100 * RISK_SHARES[rank - 1]!) }));
  return counts.map((count, rank) => ({ style: loaded.layer.styles[rank]!, label: label(rank), count })).reverse();
}

function classRows(loaded: LoadedCells, tr: Translator): LegendRow[] {
  const { names } = loaded.table;
  const counts = new Array<number>(names.length).fill(0);
  for (const rank of loaded.layer.styleOf) counts[rank]!++;
  const verdict = loaded.settings.verdict ?? "ok";
  return names.flatMap((name, rank) => {
    // Of seventeen histories only those that occur, and what is none, help a reader.
    if (loaded.view === "emerging" && counts[rank] === 0 && name !== "none") return [];
    const isVerdictClass = name === "too_few" || name === "no_variation";
    if (isVerdictClass ? counts[rank] === 0 : verdict !== "ok" && counts[rank] === 0) return [];
    return [{ style: loaded.layer.styles[rank]!, label: tr.maybe(`class.${name}`) ?? name, count: counts[rank]! }];
  });
}

function countRows(loaded: Loaded, tr: Translator): LegendRow[] {
  const { breaks } = loaded as { breaks: Breaks };
  const counts = new Array<number>(breaks.lower.length + 1).fill(0);
  for (const rank of loaded.layer.styleOf) counts[rank]!++;
  const whole = loaded.view === "cells";
  const label = (i: number): string => {
    if (i === 0) return tr.number(0);
    const low = breaks.lower[i - 1]!;
    const next = breaks.lower[i];
    if (whole) return range(low, next === undefined ? breaks.highest : next - 1, tr);
    if (i === 1 && next !== undefined) return tr.t("legend.under", { high: tr.number(next, 2) });
    return next === undefined ? tr.t("legend.from", { low: tr.number(low, 2) }) : `${tr.number(low, 2)} – ${tr.number(next, 2)}`;
  };
  return counts
    .map((count, i) => ({ style: loaded.layer.styles[i]!, label: label(i), count }))
    .filter((row, i) => i > 0 || row.count > 0)
    .reverse();
}

function range(low: number, high: number, tr: Translator): string {
  return low >= high ? tr.number(low) : `${tr.number(low)}–${tr.number(high)}`;
}

function methodText(settings: Settings, tr: Translator): string {
  const corrected = settings.correction !== "none";
  return tr.t(corrected ? "method.corrected" : "method.uncorrected", { n: settings.n ?? 0 });
}

function warningsText(settings: Settings, tr: Translator): string[] {
  const codes = (settings.warnings ?? []).map(({ code }) => code);
  if (settings.correction === "none") codes.push("uncorrected");
  // Chosen by the reader, where the server warns only of what it had to choose itself.
  if (settings.study_set === "area" && !codes.includes("study_set_area")) codes.push("study_set_chosen");
  const late = (settings.registration ?? []).map(({ sentence }) => sentence[tr.language]);
  const known = [...new Set(codes)].filter((code) => code !== "late_registration" || late.length === 0);
  return [...known.map((code) => tr.maybe(`warning.${code}`) ?? code), ...late];
}
