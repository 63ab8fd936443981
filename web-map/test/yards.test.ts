/** The layers of the checklist: address, questions, legend, table and words. */
import { describe, expect, it } from "vitest";
import { DEFAULT_STATE } from "../src/core/state";
import { decodeState, encodeState } from "../src/core/url";
import { shapeNear, shapesOf, sizeOf } from "../src/core/shapes";
import { encodePublic, decodePublic } from "../src/public/core/state";
import { explanation, legendRows, totalText } from "../src/yards/core/legend";
import { decodeYards, encodeAway, encodeYards, hasIdleFilters, inOrder, isYardLayer, layerPath, levelOf } from "../src/yards/core/state";
import { cellText, columnsOf, firstSort, orderOf } from "../src/yards/core/table";
import { className, figureText, missingLines, placeName } from "../src/yards/core/words";
import { translator } from "../src/yards/i18n/i18n";
import type { YardLayer, YardProperties, YardSettings } from "../src/yards/types";

const SCORES: YardLayer = { id: "scores", type: "scores", levels: ["yard", "cells", "district"] };
const UNRATED: YardLayer = { id: "unrated", type: "unrated", levels: ["yard"] };
const DOORS: YardLayer = {
  id: "factors.entrance_door", type: "factor", levels: ["micro_district", "district"], names: { en: "Door", ru: "Дверь" },
  anchors: [{ en: "closes" }, { en: "faults" }, { en: "often open" }, { en: "none" }],
};
const RULES = { class_from: [20, 40, 60], oldest_days: 548, raters: 3, roles: 2, weight_share: 0.7, yards_for_area: 3, level: 0.9 };
const settings = (level: string, layer = "scores"): YardSettings => ({ layer, level, n: 3, rules: RULES });
const place = (id: string, more: Partial<YardProperties> = {}): YardProperties =>
  ({ id, names: { en: id }, class: "not_yet_assessed", value: null, yards: 1, assessed: 0, raters: 0, low: null, high: null, missing: [], ...more });
const YARDS = [
  place("yard:a", { class: "fair", value: 24, low: 19, high: 31, assessed: 1, raters: 4 }),
  place("yard:b"),
  place("yard:c", { class: "bad", value: 66, low: 60, high: 71, assessed: 1, raters: 3 }),
  place("yard:d", { raters: 2 }),
];
const en = translator("en");

describe("the address of a layer of the checklist", () => {
  it("holds every choice and reads it back", () => {
    const search = "layer=factors.parking&resolution=9&area=precinct:almaly-1&lang=ru&selected=yard:y-1&dock=table&at=43.24000,76.93000,13&by=cells";
    expect(encodeYards(decodeYards(search))).toBe(search);
  });
  it("keeps what only the other maps understand until the way back, on the precise and on the public map", () => {
    const filters = "from=2025-01-01&to=2025-07-01&category=theft,robbery&hours=20-2&weekdays=fri-sun&view=change&against=season&resolution=9&lang=kk";
    const precise = decodeYards(`${filters}&layer=scores`);
    expect(hasIdleFilters(precise)).toBe(true);
    expect(decodeState(encodeAway(precise, "incidents"))).toEqual(decodeState(filters));
    const published = "level=cells:8&period=2025-Q1&group=people&colour=class&lang=en";
    expect(decodePublic(encodeAway(decodeYards(`${published}&layer=unrated`), "incidents"))).toEqual(decodePublic(published));
    expect(encodePublic(decodePublic(encodeYards({ ...precise, kept: "period=2025-Q1" })))).toContain("period=2025-Q1");
  });
  it("drops what cannot be read", () => {
    const { level, kept, selected } = decodeYards("layer=scores&by=%3Cscript%3E&category=%22x%22&selected=javascript:1()&evil=1");
    expect([level, kept, selected]).toEqual([null, "", null]);
    expect(hasIdleFilters(decodeYards("layer=scores&view=district&by=yard"))).toBe(false);
  });
  it("knows its layers from those of counts", () => {
    expect(["scores", "unrated", "factors.cctv", "incidents", "places.bar", "factors"].map(isYardLayer)).toEqual([true, true, true, false, false, false]);
    expect(isYardLayer(decodeState(encodeState({ ...DEFAULT_STATE, layer: "factors.cctv" })).layer)).toBe(true);
  });
});

describe("the question", () => {
  it("asks by a level that the layer has: a factor hidden by yard is never asked for by yard", () => {
    const state = { ...decodeYards("layer=factors.entrance_door&by=yard"), area: "district:medeu" };
    expect(levelOf(state, DOORS)).toBe("micro_district");
    expect(layerPath(state, DOORS, "geojson")).toBe("layers/factors.entrance_door?level=micro_district&f=geojson");
  });
  it("offers the finest level first, also where a city has kinds of its own", () => {
    expect(inOrder(["cells", "district", "micro_district", "parish", "study_area", "yard"])).toEqual(["yard", "cells", "micro_district", "parish", "district", "study_area"]);
  });
  it("asks for the yards of an area by yard alone, and for a size of cells by cell alone", () => {
    const state = decodeYards("layer=scores&by=yard&area=district:medeu&resolution=9");
    expect(layerPath(state, SCORES, "csv")).toBe("layers/scores?level=yard&area=district%3Amedeu&f=csv");
    expect(layerPath({ ...state, level: "cells" }, SCORES, "geojson")).toBe("layers/scores?level=cells&resolution=9&f=geojson");
    expect(layerPath({ ...state, level: "cells", resolution: null }, SCORES, "geojson")).toContain("resolution=8");
    expect(layerPath({ ...state, level: "district" }, SCORES, "geojson")).toBe("layers/scores?level=district&f=geojson");
  });
});

describe("the legend", () => {
  it("counts every class, the worst first, and what is not yet assessed apart, hatched and last", () => {
    const rows = legendRows(YARDS, SCORES, en);
    expect(rows.map((row) => [row.class, row.count])).toEqual([["bad", 1], ["poor", 0], ["fair", 1], ["good", 0], ["not_yet_assessed", 2]]);
    expect(rows.map((row) => row.style.hatched)).toEqual([false, false, false, false, true]);
    const hatched = rows.at(-1)!;
    expect(hatched.label).toBe("Not yet assessed");
    expect(rows.filter((row) => row.style.fill === hatched.style.fill)).toHaveLength(1);
  });
  it("speaks of a factor in the words of the form, and of unrated yards of nothing else", () => {
    const rows = legendRows([place("district:a", { class: "2", value: 1.8 })], DOORS, en);
    expect(rows[1]).toMatchObject({ class: "2", label: "2: often open", count: 1 });
    expect(legendRows([place("yard:a")], UNRATED, en).map((row) => row.label)).toEqual(["Not yet rated by anybody"]);
  });
  it("says how many are assessed, what the figures mean, and what it takes", () => {
    expect(totalText(YARDS, SCORES, "yard", en)).toBe("4 yards, 2 of them assessed");
    expect(totalText([place("district:a", { yards: 20, assessed: 3 })], SCORES, "district", en)).toBe("20 yards in 1 places, 3 of them assessed");
    const words = explanation(settings("yard"), SCORES, en).join(" ");
    expect(words).toMatch(/0 nothing to mend, 100 everything.*20, 40 and 60.*Hatched.*nothing good or bad.*3 raters in 2 roles.*70 %.*18 months/);
    expect(explanation(settings("district"), SCORES, en).join(" ")).toContain("fewer than 3 yards");
  });
});

describe("the table", () => {
  const order = (key: "value" | "name" | "class" | "raters" | "between", descending: boolean): string[] =>
    orderOf(YARDS, () => "", { key, descending }, en).map((at) => YARDS[at]!.id.slice(5));
  it("sorts by what is to mend, and leaves what is not known last either way", () => {
    expect(firstSort(SCORES)).toEqual({ key: "value", descending: true });
    expect(order("value", true)).toEqual(["c", "a", "b", "d"]);
    expect(order("value", false)).toEqual(["a", "c", "b", "d"]);
    expect(order("class", false)).toEqual(["a", "c", "b", "d"]);
    expect(order("between", true)).toEqual(["c", "a", "b", "d"]);
    expect(order("raters", true)).toEqual(["a", "c", "d", "b"]);
  });
  it("orders unrated yards by where they lie, numbers as numbers", () => {
    const places = [place("yard:a"), place("yard:b"), place("yard:c")];
    const where = ["Arna-10", "Arna-2", "Baqsha-1"];
    expect(orderOf(places, (i) => where[i]!, firstSort(UNRATED), en)).toEqual([1, 0, 2]);
  });
  it("has a column for the interval only where one is known, and for yards only by area", () => {
    expect(columnsOf(SCORES, "yard", YARDS).map(({ key }) => key)).toEqual(["name", "where", "class", "value", "between", "raters"]);
    expect(columnsOf(DOORS, "yard", [YARDS[1]!]).map(({ key }) => key)).not.toContain("between");
    expect(columnsOf(SCORES, "district", YARDS).map(({ key }) => key)).toEqual(["name", "class", "value", "assessed", "yards"]);
    expect(columnsOf(UNRATED, "yard", YARDS).map(({ key }) => key)).toEqual(["name", "where"]);
  });
  it("writes a dash, never a nought, where there is no value", () => {
    expect(cellText("value", YARDS[1]!, "", SCORES, en)).toBe("–");
    expect(cellText("between", YARDS[1]!, "", SCORES, en)).toBe("–");
    expect(cellText("value", place("yard:z", { class: "good", value: 0 }), "", SCORES, en)).toBe("0");
    expect(cellText("class", YARDS[1]!, "", SCORES, en)).toBe("Not yet assessed");
  });
});

describe("words", () => {
  it("says a score with its interval, a coarse step without, and nothing of what is not known", () => {
    expect(figureText(YARDS[0]!, SCORES, 0.9, en)).toBe("Score 24 of 100 (0: nothing to mend). With 90 % certainty it lies between 19 and 31.");
    expect(figureText(place("yard:a", { class: "2", value: 2 }), DOORS, 0.9, en)).toBe("Severity 2 of 3 (0: no problem).");
    expect(figureText(YARDS[1]!, SCORES, 0.9, en)).toBeNull();
  });
  it("says what is missing, plurals and all", () => {
    const missing = [{ what: "weight", have: 0.534, need: 0.7 }, { what: "raters", have: 1, need: 3 }, { what: "roles", have: 1, need: 2 }, { what: "night_round", have: 0, need: 1 }, { what: "signed_rater" }] as const;
    const lines = missingLines(place("yard:a", { missing: [...missing] }), translator("ru"));
    expect(lines).toEqual([
      "оценено 53 % чек-листа, нужно 70 %", "нужно 3 участника, пока их 1", "нужны 2 роли (жители, ОСИ, инспекторы), пока 1", "обход в темноте",
      "участник с учётной записью (инспектор или ОСИ)",
    ]);
  });
  it("names cells by number and classes that it does not know as they are", () => {
    expect(placeName(place("88209a", { names: null }), en)).toBe("Cell 88209a");
    expect(className("strange", SCORES, en)).toBe("strange");
  });
  it("never speaks of a dangerous yard", () => {
    for (const language of ["en", "ru", "kk"] as const) {
      const tr = translator(language);
      const all = [...explanation(settings("yard"), SCORES, tr), ...["good", "fair", "poor", "bad", "not_yet_assessed"].map((name) => className(name, SCORES, tr))];
      expect(all.join(" ")).not.toMatch(/danger|опасн|қауіпті|crime|преступ|қылмыс/i);
    }
  });
});

describe("hitting a yard from far away", () => {
  const square = (x: number, y: number, side: number): number[][] => [[x, y, x + side, y, x + side, y + side, x, y + side]];
  const shapes = shapesOf([square(0.1, 0.1, 0.001), square(0.2, 0.1, 0.001), square(0.5, 0.5, 0.2)]);
  it("finds the nearest mark within reach, and the shape itself before any", () => {
    expect(shapeNear(shapes, 0.104, 0.1, 0.01, 0.008)).toBe(0);
    expect(shapeNear(shapes, 0.196, 0.1, 0.01, 0.008)).toBe(1);
    expect(shapeNear(shapes, 0.6, 0.6, 0.01, 0.008)).toBe(2);
  });
  it("finds nothing farther off, nor beside what is drawn in full", () => {
    expect(shapeNear(shapes, 0.15, 0.1, 0.01, 0.008)).toBe(-1);
    expect(shapeNear(shapes, 0.104, 0.1, 0.0005, 0.008)).toBe(-1);
    expect(sizeOf(shapes, 2)).toBeCloseTo(0.2);
  });
});
