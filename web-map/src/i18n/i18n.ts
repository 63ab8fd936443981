/** The map's messages. */
import type { Language } from "../api/types";
import { type Catalogue, type TranslatorOf, translatorOf } from "./translate";
import en from "./en.json";
import kk from "./kk.json";
import ru from "./ru.json";
import statisticsEn from "../statistics/i18n/en.json";
import statisticsKk from "../statistics/i18n/kk.json";
import statisticsRu from "../statistics/i18n/ru.json";

export { LANGUAGES, chooseLanguage } from "./translate";
export type { Params } from "./translate";
export type MessageKey = keyof typeof en | keyof typeof statisticsEn;
export type Translator = TranslatorOf<MessageKey>;

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  kk: { ...kk, ...statisticsKk }, ru: { ...ru, ...statisticsRu }, en: { ...en, ...statisticsEn },
};

export function translator(language: Language): Translator {
  return translatorOf<MessageKey>(CATALOGUES[language], language);
}
