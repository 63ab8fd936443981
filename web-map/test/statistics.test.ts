import { describe, expect, it } from "vitest";
import { CellTable } from "../src/core/columns";
import { legendOf } from "../src/core/legend";
import type { LoadedCells } from "../src/core/loaded";
import { STYLES, styleOfClass } from "../src/core/palette-statistics";
import { concentrationPath, layerPath, rhythmPath, seasonPath, statPath } from "../src/core/query";
import { DEFAULT_STATE, type ViewState } from "../src/core/state";
import { CHANGE_ORDER, EMERGING_ORDER, OPTIONS, classesOf, isAllowed, optionsOf } from "../src/core/statistics";
import { CATALOGUES, translator } from "../src/i18n/i18n";
import { lines, ticks } from "../src/ui/charts/chart";

const context = { defaultResolution: 9, layer: { id: "incidents", type: "incidents" as const, count: 5, period: { from: "2024-01-01", to: "2026-01-01" }, levels: [] } };
const state = (patch: Partial<ViewState>): ViewState => ({ ...DEFAULT_STATE, ...patch });

describe("questions", () => {
  it("send only what differs from the server's defaults, and only to the statistic that knows it", () => {
    const options = { kernel: "quartic", width: "adaptive", bandwidth_m: "450", against: "season", over: "km2", steps: "24" };
    expect(optionsOf("density", options)).toEqual([["bandwidth_m", "450"], ["width", "adaptive"]]);
    expect(optionsOf("change", options)).toEqual([["against", "season"]]);
    const path = layerPath(state({ view: "density", options, correction: "none" }), context, "columns");
    expect(path).toBe("stats/density?layer=incidents&resolution=9&bandwidth_m=450&width=adaptive&f=columns");
    expect(statPath("emerging", state({ options, categories: ["theft"] }), context, "geojson", "8a20e600241ffff")).toBe(
      "stats/emerging?category=theft&layer=incidents&resolution=9&steps=24&cell=8a20e600241ffff&f=geojson");
  });
  it("refuse what a setting cannot be", () => {
    const spec = (name: string) => OPTIONS.find((one) => one.name === name)!;
    expect(isAllowed(spec("steps"), "1") || isAllowed(spec("steps"), "121") || isAllowed(spec("steps"), "x")).toBe(false);
    expect(isAllowed(spec("kernel"), "epanechnikov")).toBe(false);
    expect(isAllowed(spec("before_from"), "2024-01-01")).toBe(true);
  });
  it("ask in the outline drawn, and nowhere else", () => {
    const outline = "76.9,43.2,76.91,43.2,76.91,43.21";
    const drawn = state({ outline, area: "district:medeu" });
    expect(new URLSearchParams(rhythmPath(drawn, context, outline).split("?")[1]).get("polygon")).toBe(outline);
    const season = new URLSearchParams(seasonPath(drawn, context, "csv").split("?")[1]);
    expect([season.get("polygon"), season.get("within"), season.get("f")]).toEqual([outline, null, "csv"]);
    expect(new URLSearchParams(seasonPath(state({ area: "district:medeu" }), context, "json").split("?")[1]).get("within")).toBe("district:medeu");
    expect(concentrationPath(state({ options: { units: "points" } }), context, "json")).toBe("stats/concentration?layer=incidents&level=points&f=json");
  });
});

describe("classes", () => {
  it("are seventeen histories, each with a style and a name in every language", () => {
    expect(new Set(EMERGING_ORDER).size).toBe(17);
    for (const name of [...EMERGING_ORDER, ...CHANGE_ORDER]) {
      expect([name, STYLES[name] !== undefined]).toEqual([name, true]);
      for (const catalogue of Object.values(CATALOGUES)) expect([name, typeof catalogue[`class.${name}`]]).toEqual([name, "string"]);
    }
    expect(classesOf("density")).toBeNull();
  });
  it("are told apart by more than their hue: no two of a side share fill and hatch", () => {
    for (const side of ["_hot", "_cold"]) {
      const seen = EMERGING_ORDER.filter((name) => name.endsWith(side)).map((name) => `${styleOfClass(name).fill}${styleOfClass(name).hatched}`);
      expect(new Set(seen).size).toBe(8);
    }
  });
});

describe("the legend of a statistic", () => {
  const said = { kk: "k", ru: "r", en: "Counted: 7." };
  const cells = { numbers: new Float64Array([1, 2]), resolution: 9 };
  const settings = {
    layer: "incidents", n: 2, total: 7, sentence: said, warnings: [{ code: "late_registration" }, { code: "silent_steps" }],
    registration: [{ source: "s", incomplete_from: "2026-01-01", registered: 0.5, sentence: { kk: "k", ru: "r", en: "Not everything is registered yet." } }],
  };
  const answer = { set: "x", n: 2, classes: ["none", "new_hot"], columns: { count: [3, 4], class: [1, 0] }, settings };
  const table = new CellTable(cells, answer, EMERGING_ORDER);
  const loaded = {
    kind: "cells", view: "emerging", table, breaks: null, settings, cellSet: { ...cells, set: "x", shapes: { n: 2 } },
    layer: { shapes: { n: 2 }, styleOf: table.classes, styles: EMERGING_ORDER.map(styleOfClass) },
  } as unknown as LoadedCells;

  it("says what is counted, how sure, and what is late, in the server's own words", () => {
    const legend = legendOf(loaded, context.layer, translator("en"));
    expect(legend.rows.map(({ label, count }) => [label, count])).toEqual([["Newly hot", 1], ["No pattern", 1]]);
    expect(legend.method).toBe("Counted: 7.");
    expect(legend.counted[0]).toContain("7");
    expect(legend.warnings).toEqual(["In some steps there was too little for a verdict.", "Not everything is registered yet."]);
  });
  it("has names by their place in the answer, whatever its order", () => {
    expect([table.className(0), table.className(1)]).toEqual(["new_hot", "none"]);
    expect(() => new CellTable(cells, { ...answer, classes: ["none", "hotter"] }, EMERGING_ORDER)).toThrow(RangeError);
  });
});

describe("charts", () => {
  it("have round steps on their axes", () => {
    expect(ticks(37)).toEqual([0, 10, 20, 30]);
    expect(ticks(0.9)).toEqual([0, 0.5]);
    expect(ticks(0)).toEqual([0]);
  });
  it("break words into lines", () => {
    expect(lines("one two three four", 9)).toEqual(["one two", "three", "four"]);
  });
});
