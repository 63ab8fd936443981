/** The few words of the planner's views that stand in other parts of the page. */
import type { Language } from "../../api/types";
import { translator } from "./i18n";

export function labels(language: Language): { linked: string; rates: string; undo: string; missing: string; outline: string; removeOutline: string } {
  const tr = translator(language);
  return {
    linked: tr.t("linked.open"), rates: tr.t("rates.open"), undo: tr.t("undo"), missing: tr.t("views.missing"),
    outline: tr.t("outline.chip"), removeOutline: tr.t("outline.remove"),
  };
}
