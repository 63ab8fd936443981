import { describe, expect, it } from "vitest";
import { CATALOGUES as FORM, translator as formTranslator } from "../src/audit/i18n/i18n";
import { CATALOGUES as DESK, translator as deskTranslator } from "../src/desk/i18n/i18n";
import { CATALOGUES as PEOPLE } from "../src/people/i18n/i18n";
import { CATALOGUES as PUBLIC } from "../src/public/i18n/i18n";
import { CATALOGUES as RISK } from "../src/risk/i18n/i18n";
import { CATALOGUES as STRIP } from "../src/shell/i18n/i18n";
import { CATALOGUES as PLANS } from "../src/plans/i18n/i18n";
import { CATALOGUES as PLANNER } from "../src/planner/i18n/i18n";
import { CATALOGUES as YARDS, translator as yardsTranslator } from "../src/yards/i18n/i18n";
import { CATALOGUES as MAP, LANGUAGES, chooseLanguage, translator } from "../src/i18n/i18n";

const forms = (message: string | Record<string, string>): string[] => (typeof message === "string" ? [message] : Object.values(message));
const placeholders = (message: string | Record<string, string>): string[] =>
  [...new Set(forms(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!)))].sort();

describe.each([["the map", MAP], ["the form", FORM], ["the lists", DESK], ["the public map", PUBLIC], ["the strip", STRIP], ["accounts and publications", PEOPLE], ["planning", PLANS], ["risk", RISK], ["yards by the checklist", YARDS], ["the planner's views", PLANNER]] as const)("catalogues of %s", (_, CATALOGUES) => {
  const english = CATALOGUES.en as Record<string, string | Record<string, string>>;
  for (const language of LANGUAGES) {
    const catalogue = CATALOGUES[language] as typeof english;
    it(`${language} has the keys of the others`, () => {
      expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
    });
    it(`${language} has the placeholders of the others and no empty message`, () => {
      for (const [key, message] of Object.entries(catalogue)) {
        const wanted = placeholders(english[key]!).filter((name) => !key.startsWith("date.") || name !== "-");
        expect([key, placeholders(message)]).toEqual([key, wanted]);
        for (const text of forms(message)) expect([key, text.trim() !== ""]).toEqual([key, true]);
      }
    });
    it(`${language} has every plural form that its language uses`, () => {
      const used = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      for (const [key, message] of Object.entries(catalogue)) {
        if (typeof message !== "string") expect([key, Object.keys(message).sort()]).toEqual([key, [...used].sort()]);
      }
    });
  }
  it("Kazakh is not Russian left untranslated", () => {
    const same = Object.entries(CATALOGUES.kk).filter(
      ([key, text]) => typeof text === "string" && /[а-я]{3}/i.test(text) && text === CATALOGUES.ru[key],
    );
    expect(same.map(([key]) => key).filter((key) => !/^(language\.|places\.graffiti|criterion\.trend|rank\.trend|judge\.naive\.counts|nav\.map)/.test(key))).toEqual([]);
  });
});

describe("plurals", () => {
  const here = (language: "kk" | "ru" | "en", n: number): string => translator(language).t("cell.here", { n });
  it.each([
    [1, "происшествие"], [2, "происшествия"], [5, "происшествий"], [11, "происшествий"], [21, "происшествие"],
    [22, "происшествия"], [25, "происшествий"], [111, "происшествий"], [0, "происшествий"],
  ])("ru %i %s", (n, word) => expect(here("ru", n)).toBe(`В этой ячейке: ${n} ${word}.`));
  it.each([[1, "incident"], [2, "incidents"], [5, "incidents"], [11, "incidents"], [21, "incidents"], [22, "incidents"], [25, "incidents"], [111, "incidents"]])(
    "en %i %s", (n, word) => expect(here("en", n)).toBe(`In this cell: ${n} ${word}.`));
  it.each([1, 2, 5, 11, 21, 22, 25, 111])("kk %i keeps the noun as it is", (n) => expect(here("kk", n)).toBe(`Бұл ұяшықта: ${n} оқиға.`));
});

describe("plurals of the form", () => {
  const words = (language: "kk" | "ru" | "en", n: number): string => formTranslator(language).t("last.answered", { n });
  it.each([[1, "Дан 1 ответ."], [2, "Дано 2 ответа."], [5, "Дано 5 ответов."], [11, "Дано 11 ответов."], [21, "Дан 21 ответ."], [112, "Дано 112 ответов."]])(
    "ru %i", (n, text) => expect(words("ru", n)).toBe(text));
  it.each([[1, "1 answer given."], [11, "11 answers given."]])("en %i", (n, text) => expect(words("en", n)).toBe(text));
  it.each([1, 2, 21])("kk %i keeps the noun as it is", (n) => expect(words("kk", n)).toBe(`${n} жауап берілді.`));
});

describe("plurals of the lists", () => {
  const words = (language: "kk" | "ru" | "en", n: number): string => deskTranslator(language).t("cases.count", { n, overdue: 0 });
  it.each([[1, "1 обращение,"], [3, "3 обращения,"], [5, "5 обращений,"], [21, "21 обращение,"], [114, "114 обращений,"]])(
    "ru %i", (n, text) => expect(words("ru", n).startsWith(text)).toBe(true));
  it.each([[1, "1 case,"], [21, "21 cases,"]])("en %i", (n, text) => expect(words("en", n).startsWith(text)).toBe(true));
  it.each([1, 5])("kk %i", (n) => expect(words("kk", n).startsWith(`${n} өтініш,`)).toBe(true));
});

describe("plurals of the yards", () => {
  const words = (language: "kk" | "ru" | "en", n: number): string => yardsTranslator(language).t("total.unrated", { n });
  it.each([[1, "1 двор ещё ждёт"], [2, "2 двора ещё ждут"], [5, "5 дворов ещё ждут"], [21, "21 двор ещё ждёт"], [1850, "1\u00a0850 дворов"]])(
    "ru %i", (n, text) => expect(words("ru", n).startsWith(text)).toBe(true));
  it.each([[1, "1 yard still waits"], [2, "2 yards still wait"]])("en %i", (n, text) => expect(words("en", n).startsWith(text)).toBe(true));
  it.each([1, 5])("kk %i", (n) => expect(words("kk", n).startsWith(`${n} аула алғашқы`)).toBe(true));
});

describe("numbers, dates, names", () => {
  it("writes numbers in the language", () => {
    expect(translator("en").number(12345.678, 1)).toBe("12,345.7");
    expect(translator("ru").number(12345.678, 1)).toBe("12\u00a0345,7");
    expect(translator("kk").number(12345.678, 1)).toBe("12\u00a0345,7");
  });
  it("writes dates in the language, the first of March not in another month", () => {
    expect(translator("en").date("2024-03-01")).toBe("1 March 2024");
    expect(translator("ru").date("2024-03-01")).toBe("1 марта 2024");
    expect(translator("kk").date("2024-03-01")).toBe("2024 ж. 1 наурыз");
    expect(translator("ru").shortDate("2024-03-01")).toBe("01.03.2024");
  });
  it("never shows a small probability as zero", () => {
    expect(translator("en").probability(1e-9)).toBe("less than 0.001");
    expect(translator("en").probability(0.04321)).toBe("0.0432");
    expect(translator("ru").probability(0.914)).toBe("0,91");
  });
  it("falls back to a name in another language, then to the code", () => {
    expect(translator("kk").name({ ru: "Медеуский район" }, "medeu")).toBe("Медеуский район");
    expect(translator("kk").name({}, "medeu")).toBe("medeu");
  });
  it("does not repeat a parameter's own braces", () => {
    expect(translator("en").t("chips.remove", { filter: "{n}" })).toBe("Remove filter: {n}");
  });
});

describe("chooseLanguage", () => {
  it("takes the address, then the browser, then the city", () => {
    expect(chooseLanguage("kk", ["en"], ["kk", "ru", "en"])).toBe("kk");
    expect(chooseLanguage(null, ["de-DE", "ru-KZ"], ["kk", "ru", "en"])).toBe("ru");
    expect(chooseLanguage("en", ["de"], ["kk", "ru"])).toBe("kk");
  });
});
