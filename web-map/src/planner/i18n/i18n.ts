/** The messages of the planner’s map: linked views, rates, saved views, search, comparison. */
import type { Language } from "../../api/types";
import { type Catalogue, type TranslatorOf, translatorOf } from "../../i18n/translate";
import en from "./en.json";
import kk from "./kk.json";
import ru from "./ru.json";

export type MessageKey = keyof typeof en;
export type Translator = TranslatorOf<MessageKey>;

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { kk, ru, en };

export function translator(language: Language): Translator {
  return translatorOf<MessageKey>(CATALOGUES[language], language);
}
