/** A translator over any catalogue: placeholders, plurals, numbers and dates in the language. Pure, no DOM. */
import type { Language, Names } from "../api/types";

export type Params = Readonly<Record<string, string | number>>;
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Readonly<Record<string, string | Plural>>;

export const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

export interface TranslatorOf<Key extends string> {
  language: Language;
  /** A message; numbers among the parameters are written in the language, `n` chooses the plural form. */
  t(key: Key, params?: Params): string;
  /** A message whose key is put together at run time, or null where the catalogue has none. */
  maybe(key: string, params?: Params): string | null;
  number(value: number, digits?: number): string;
  /** A p or q: three significant digits, small ones as "< 0.001". */
  probability(value: number): string;
  date(date: string): string;
  /** In figures, for one-line places. */
  shortDate(date: string): string;
  /** A name in the language, else in another one, else the code. */
  name(names: Names | undefined, code: string): string;
}

/** A translator; the catalogue holds `number.below`, `date.pattern`, `date.short` and `month.1` … where those are used. */
export function translatorOf<Key extends string>(catalogue: Catalogue, language: Language): TranslatorOf<Key> {
  // Chromium names Kazakh as supported but has no figures for it; Russian groups and decimals are the same.
  const locale = language === "kk" ? "ru" : language;
  const plural = new Intl.PluralRules(language);
  const formats = new Map<number, Intl.NumberFormat>();

  const number = (value: number, digits = 0): string => {
    let format = formats.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
      formats.set(digits, format);
    }
    return format.format(value);
  };
  const fill = (message: string | Plural, params: Params): string => {
    const n = params["n"];
    const text =
      typeof message === "string" ? message : (message[typeof n === "number" ? plural.select(n) : "other"] ?? message.other ?? "");
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      return value === undefined ? whole : typeof value === "number" ? number(value) : value;
    });
  };
  const maybe = (key: string, params: Params = {}): string | null => {
    const message = catalogue[key];
    return message === undefined ? null : fill(message, params);
  };
  const said = (key: string, params: Params = {}): string => maybe(key, params) ?? key;

  return {
    language,
    t: said,
    maybe,
    number,
    probability: (value) =>
      value < 0.001
        ? said("number.below", { value: new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(0.001) })
        : new Intl.NumberFormat(locale, { maximumSignificantDigits: value > 0.1 ? 2 : 3 }).format(value),
    // Months come from the catalogue: Chromium writes a Kazakh date as "2026 M11 23".
    date: (date) => {
      const [year = "", month = "", day = ""] = date.split("-");
      return said("date.pattern", { year, month: maybe(`month.${Number(month)}`) ?? month, day: String(Number(day)) });
    },
    shortDate: (date) => {
      const [year = "", month = "", day = ""] = date.split("-");
      return said("date.short", { year, month, day });
    },
    name: (names, code) => names?.[language] ?? names?.ru ?? names?.en ?? names?.kk ?? code,
  };
}

/** The language to start with: the wish in the address, else the browser's first that the city offers, else the city's first. */
export function chooseLanguage(wish: Language | null, browser: readonly string[], offered: readonly Language[]): Language {
  if (wish && offered.includes(wish)) return wish;
  for (const tag of browser) {
    const base = tag.toLowerCase().split("-")[0] as Language;
    if (offered.includes(base)) return base;
  }
  return offered[0] ?? "en";
}
