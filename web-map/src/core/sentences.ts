/** Why a cell is hot, cold or neither, in sentences. The figures are the server's; nothing is computed anew but a ratio. */
import type { CellAnswer, ClassName } from "../api/types";
import type { MessageKey, Translator } from "../i18n/i18n";
import { isIncidents } from "./state";

export interface Explanation {
  /** The verdict in a few words. */
  headline: string;
  /** Sentences in reading order. */
  sentences: string[];
}

const LEVEL_PERCENT: Partial<Record<ClassName, number>> = {
  hot_99: 1, hot_95: 5, hot_90: 10, cold_90: 10, cold_95: 5, cold_99: 1,
};

export function explainCell(cell: CellAnswer, tr: Translator): Explanation {
  const { t } = tr;
  const here = isIncidents(cell.settings.layer) ? "cell.here" : "cell.here.places";
  const sentences = [t(here, { n: cell.count })];
  if (cell.in_study_set && cell.ring_count !== null && cell.ring_cells !== null) {
    sentences.push(t("cell.ring", { n: cell.ring_count, cells: cell.ring_cells }));
    if (cell.ring_expected !== null) sentences.push(expectation(cell, cell.ring_count, cell.ring_expected, tr));
  }
  sentences.push(...reasons(cell, tr));
  return { headline: headline(cell, t), sentences };
}

function headline(cell: CellAnswer, t: Translator["t"]): string {
  return cell.in_study_set && cell.class !== null ? t(`class.${cell.class}` as MessageKey) : t("cell.outside.headline");
}

function expectation(cell: CellAnswer, counted: number, expected: number, tr: Translator): string {
  const params = {
    expected: tr.number(expected, expected < 10 ? 1 : 0),
    total: cell.settings.total ?? 0,
    n: cell.settings.n ?? 0,
  };
  const base = tr.t("cell.expected", params);
  const ratio = expected > 0 ? counted / expected : null;
  if (ratio === null || ratio < 1.2) return base;
  return `${base} ${tr.t("cell.ratio", { ratio: tr.number(ratio, ratio < 10 ? 1 : 0) })}`;
}

function reasons(cell: CellAnswer, tr: Translator): string[] {
  const { t } = tr;
  if (!cell.in_study_set || cell.class === null) return [t("cell.outside")];
  if (cell.class === "too_few") return [t("verdict.too_few")];
  if (cell.class === "no_variation") return [t("verdict.no_variation")];
  const corrected = isCorrected(cell);
  const shown = corrected ? cell.q : cell.p;
  if (shown === null) return [t("cell.undefined")];
  const params = { value: tr.probability(shown), n: cell.settings.n ?? 0 };
  const percent = LEVEL_PERCENT[cell.class];
  if (percent === undefined) {
    return [t(corrected ? "cell.why.none" : "cell.why.none.uncorrected", params), t("cell.why.none.caution")];
  }
  const side = cell.class.startsWith("hot") ? "hot" : "cold";
  return [
    t(side === "hot" ? "cell.why.hot" : "cell.why.cold"),
    t(corrected ? "cell.why.level" : "cell.why.level.uncorrected", { ...params, percent }),
    t(side === "hot" ? "cell.why.hot.caution" : "cell.why.cold.caution"),
  ];
}

/** Whether the classes were made from q (corrected) rather than p. */
export function isCorrected(answer: { settings: { correction?: string } }): boolean {
  return answer.settings.correction !== "none";
}
