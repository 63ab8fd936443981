import { describe, expect, it } from "vitest";
import type { CellAnswer, ClassName } from "../src/api/types";
import { attributionPieces } from "../src/core/attribution";
import { classOf, densityBreaks } from "../src/core/breaks";
import { CellTable } from "../src/core/columns";
import { legendOf } from "../src/core/legend";
import type { LoadedAreas, LoadedCells } from "../src/core/loaded";
import { CLASS_STYLES, sequentialStyles } from "../src/core/palette";
import { scaledTo, summarise } from "../src/core/rhythm";
import { explainCell } from "../src/core/sentences";
import { shapesOf } from "../src/core/shapes";
import { periodText, weekdaysText } from "../src/core/words";
import { translator } from "../src/i18n/i18n";

const en = translator("en");
const cell = (patch: Partial<CellAnswer>): CellAnswer => ({
  cell: "8a20e600241ffff", resolution: 10, centre: [76.9, 43.2], area_m2: 17968, count: 12, ring_count: 38, ring_expected: 8.6,
  ring_cells: 7, z: 6.1, p: 0.000001, q: 0.004, class: "hot_99", by_category: [], areas: [], in_study_set: true,
  settings: { layer: "incidents", n: 5582, total: 6845, correction: "benjamini_hochberg" }, ...patch,
});

describe("why a cell is hot", () => {
  it("says how many, how many expected, and how sure", () => {
    const { headline, sentences } = explainCell(cell({}), en);
    const text = sentences.join(" ");
    expect(headline).toBe("Hot, very strong evidence");
    for (const part of ["12 incidents", "7 cells together", "38", "all 6,845", "about 8.6", "4.4 times", "1 in 100", "q\u00a00.004", "5,582 cells"]) {
      expect(text).toContain(part);
    }
  });
  it("never calls a cell hot or cold without a verdict", () => {
    for (const name of ["too_few", "no_variation", "not_significant"] as ClassName[]) {
      const text = explainCell(cell({ class: name }), en).sentences.join(" ");
      expect(text).not.toMatch(/More than chance|Fewer than chance/);
    }
    expect(explainCell(cell({ class: "too_few" }), en).sentences.join(" ")).toMatch(/No verdict/);
  });
  it("warns of cold cells, and says when nothing was corrected", () => {
    const cold = explainCell(cell({ class: "cold_95", ring_count: 0 }), en).sentences.join(" ");
    expect(cold).toMatch(/Fewer than chance explains/);
    expect(cold).toMatch(/few are reported/);
    const raw = explainCell(cell({ settings: { layer: "incidents", n: 10, total: 90, correction: "none" } }), en).sentences.join(" ");
    expect(raw).toMatch(/NOT corrected/);
    expect(raw).toMatch(/p\u00a0less than 0\.001/);
  });
  it("gives no figures of comparison for a cell that was not compared", () => {
    const { headline, sentences } = explainCell(cell({ in_study_set: false }), en);
    expect(headline).toBe("Not part of the analysis");
    expect(sentences.join(" ")).not.toMatch(/expected|q /);
  });
  it("leaves no placeholder open in any language", () => {
    for (const language of ["kk", "ru", "en"] as const) {
      for (const name of Object.keys(CLASS_STYLES) as ClassName[]) {
        for (const correction of ["none", "benjamini_hochberg"]) {
          const answer = cell({ class: name, settings: { layer: "incidents", n: 9, total: 99, correction } });
          expect(explainCell(answer, translator(language)).sentences.join(" ")).not.toMatch(/[{}]|undefined|NaN/);
        }
      }
    }
  });
});

describe("legend", () => {
  const classes: ClassName[] = ["hot_99", "not_significant", "too_few"];
  const loaded = (codes: number[], settings: Partial<LoadedCells["settings"]>): LoadedCells => {
    const numbers = Float64Array.from(codes.keys());
    const shapes = shapesOf(codes.map(() => [[0, 0, 1, 0, 1, 1]]));
    const full = { layer: "incidents", from: "2024-01-01", to: "2025-01-01", n: codes.length, total: 77, ...settings };
    const table = new CellTable({ numbers, resolution: 10 }, { set: "s", n: codes.length, classes, columns: { class: codes }, settings: full });
    return {
      kind: "cells", view: "hotspots", table, cellSet: { set: "s", numbers, resolution: 10, shapes }, breaks: null,
      layer: { shapes, styleOf: table.classes, styles: Object.values(CLASS_STYLES) }, settings: full,
    };
  };
  it("says what was counted, what was not and why", () => {
    const legend = legendOf(loaded([0, 1, 1], { verdict: "ok", outside_cells: 31, left_out: 5, left_out_reasons: { hour: 4, location: 1, period: 0 } }), undefined, en);
    expect(legend.period).toBe("1 January 2024 – 31 December 2024");
    expect(legend.counted).toEqual([
      "Counted: 77 in 3 cells", "Selected, but outside these cells: 31", "Left out as too imprecise: 5 (hour: 4; place: 1)",
    ]);
    expect(legend.rows.find((row) => row.label.startsWith("Hot, very"))?.count).toBe(1);
    expect(legend.verdict).toBeNull();
    expect(legend.method).toMatch(/corrected for comparing 3 cells/);
  });
  it("names no hot class where there is no verdict", () => {
    const legend = legendOf(loaded([2, 2], { verdict: "too_few" }), undefined, en);
    expect(legend.verdict).toMatch(/No verdict/);
    expect(legend.rows.map((row) => row.label)).toEqual(["Too few for a verdict"]);
  });
  it("adds up areas, says what lies in none and when areas overlap", () => {
    const areas = (counts: number[], total: number): LoadedAreas => {
      const features = counts.map((count, i) => ({ type: "Feature" as const, geometry: null, properties: { id: `d:${i}`, names: {}, count, per_km2: count } }));
      const shapes = shapesOf(counts.map(() => []));
      const breaks = densityBreaks(counts);
      const styleOf = Uint8Array.from(counts, (count) => classOf(count, breaks));
      return { kind: "areas", view: "district", features, breaks, layer: { shapes, styleOf, styles: sequentialStyles(5) }, settings: { layer: "incidents", total } };
    };
    expect(legendOf(areas([3, 4], 10), undefined, en).counted).toEqual(["Counted: 7 in 2 areas", "Selected, but outside these areas: 3"]);
    expect(legendOf(areas([3, 4], 7), undefined, en).counted).toEqual(["Counted: 7 in 2 areas"]);
    expect(legendOf(areas([3, 4], 5), undefined, en).counted[1]).toMatch(/overlap/);
    expect(legendOf(areas([0, 4], 4), undefined, en).rows.map((row) => row.count)).toEqual([1, 1]);
  });
  it("passes on warnings, known and unknown", () => {
    const legend = legendOf(loaded([1], { verdict: "ok", correction: "none", warnings: [{ code: "many_outside" }, { code: "uncorrected" }, { code: "new_one" }], study_set: "area" }), undefined, en);
    expect(legend.warnings).toHaveLength(4);
    expect(legend.warnings[0]).toMatch(/tenth/);
    expect(legend.warnings[2]).toBe("new_one");
    expect(legend.warnings[3]).toMatch(/nobody lives/);
  });
});

describe("words", () => {
  it("names the last day that is counted, not the first that is not", () => {
    expect(periodText("2024-01-01", "2024-03-01", en)).toBe("1 January 2024 – 29 February 2024");
  });
  it("joins neighbouring days", () => expect(weekdaysText([0, 1, 2, 5], en)).toBe("Mon–Wed, Sat"));
});

describe("rhythm", () => {
  const hours = Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 3 : day === 0 && hour === 8 ? 1 : 0)));
  it("sums hours and days and finds the one busiest hour", () => {
    const rhythm = summarise(hours);
    expect([rhythm.byHour[20], rhythm.byHour[8], rhythm.byDay[0], rhythm.known, rhythm.peakHour, rhythm.highest]).toEqual([21, 1, 4, 22, 20, 3]);
  });
  it("names no busiest hour where there is none", () => {
    expect(summarise(hours.map(() => new Array<number>(24).fill(1))).peakHour).toBeNull();
    expect(summarise([]).peakHour).toBeNull();
  });
  it("scales another rhythm to the same total", () => {
    expect(scaledTo([1, 3], 8)).toEqual([2, 6]);
    expect(scaledTo([0, 0], 8)).toEqual([0, 0]);
  });
});

describe("attribution", () => {
  it("keeps text and web links, drops every other tag and address", () => {
    expect(attributionPieces('&copy; <a href="https://osm.org/copyright">OSM</a> <img src=x onerror=alert(1)>contributors')).toEqual([
      { text: "© ", href: null }, { text: "OSM", href: "https://osm.org/copyright" }, { text: " contributors", href: null },
    ]);
    expect(attributionPieces("<a href='javascript:alert(1)'>x</a>")).toEqual([{ text: "x", href: null }]);
  });
});
