import { describe, expect, it } from "vitest";
import { addDays, addMonths, isDate, quickPeriods } from "../src/core/dates";
import { cellPath, layerPath, rhythmPath } from "../src/core/query";
import { formatWeekdays, parseHours, parseWeekdays, wraps } from "../src/core/slice";
import { DEFAULT_STATE, type ViewState, activeFilters, setFilters, withoutFilter, withoutFilters } from "../src/core/state";
import { decodeState, encodeState } from "../src/core/url";

const FULL: ViewState = {
  layer: "places.street_lights_out", view: "micro_district", resolution: 9, from: "2024-01-01", to: "2025-01-01",
  categories: ["burglary", "robbery"], hours: [20, 2], weekdays: [0, 1, 2, 5], area: "district:medeu", studySet: "area",
  correction: "none", language: "kk", selected: "8a20e600241ffff", dock: "table", map: { lat: 43.25, lon: 76.95, zoom: 12.25 },
  options: { kernel: "gaussian", bandwidth_m: "450", steps: "24" }, outline: "76.9,43.2,76.91,43.2,76.91,43.21", compare: "year", split: 30,
};

const INCIDENTS: ViewState = { ...FULL, layer: "incidents" };

describe("address", () => {
  it("is empty for the defaults", () => expect(encodeState(DEFAULT_STATE)).toBe(""));
  it("reads back as it was written, every choice", () => {
    expect(decodeState(`?${encodeState(FULL)}`)).toEqual(FULL);
    for (const key of Object.keys(FULL) as (keyof ViewState)[]) {
      if (key === "from" || key === "to") continue;
      const state = { ...DEFAULT_STATE, [key]: FULL[key] };
      expect(decodeState(encodeState(state))).toEqual(state);
    }
  });
  it("can be read aloud", () => {
    expect(encodeState({ ...DEFAULT_STATE, hours: [20, 2], categories: ["burglary", "robbery"], area: "district:medeu" })).toBe(
      "category=burglary,robbery&hours=20-2&area=district:medeu",
    );
  });
  it("drops what cannot be read instead of guessing", () => {
    const odd = decodeState(
      "?layer=<b>&view=&resolution=99&from=2024-02-30&to=x&hours=5-5&weekdays=foo&area=medeu&lang=xx&selected=zz&dock=1&at=95,0,3&category=A%20b,",
    );
    expect(odd).toEqual(DEFAULT_STATE);
  });
  it("drops a period that ends before it begins", () => {
    const state = decodeState("?from=2025-01-01&to=2024-01-01");
    expect([state.from, state.to]).toEqual([null, null]);
  });
});

describe("filters", () => {
  it("lists those in force and none for the defaults", () => {
    expect(activeFilters(DEFAULT_STATE, undefined)).toEqual([]);
    expect(activeFilters(INCIDENTS, undefined)).toEqual(["period", "categories", "hours", "weekdays", "area"]);
  });
  it("lists none that the layer cannot answer: what is not applied must not look applied", () => {
    expect(setFilters(FULL)).toHaveLength(5);
    expect(activeFilters(FULL, { period: null })).toEqual(["area"]);
    expect(activeFilters(FULL, { period: { from: "2024-01-01", to: "2025-01-01" } })).toEqual(["period", "area"]);
  });
  it("removes one or all, and leaves the view alone", () => {
    expect(activeFilters({ ...INCIDENTS, ...withoutFilter("hours") }, undefined)).toEqual(["period", "categories", "weekdays", "area"]);
    const none = { ...FULL, ...withoutFilters() };
    expect(setFilters(none)).toEqual([]);
    expect([none.layer, none.view, none.resolution]).toEqual([FULL.layer, FULL.view, FULL.resolution]);
  });
});

describe("hours and weekdays", () => {
  it("reads hours over midnight and refuses what selects nothing", () => {
    expect(parseHours("20-2")).toEqual([20, 2]);
    expect(wraps([20, 2])).toBe(true);
    expect(wraps([18, 24])).toBe(false);
    for (const text of ["5-5", "0-24", "24-3", "3-25", "a-b", "3"]) expect(parseHours(text)).toBeNull();
  });
  it("writes the shortest form and reads it back", () => {
    for (let bits = 1; bits < 127; bits++) {
      const days = [0, 1, 2, 3, 4, 5, 6].filter((day) => bits & (1 << day));
      expect(parseWeekdays(formatWeekdays(days))).toEqual(days);
    }
    expect(formatWeekdays([0, 1, 2, 3, 4])).toBe("mon-fri");
    expect(formatWeekdays([5, 6])).toBe("sat,sun");
    expect(parseWeekdays("fri-mon")).toEqual([0, 4, 5, 6]);
    expect(parseWeekdays("mon-sun")).toEqual([]);
  });
});

describe("dates", () => {
  it("knows the calendar", () => {
    expect([isDate("2024-02-29"), isDate("2023-02-29"), isDate("2024-2-9")]).toEqual([true, false, false]);
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
    expect(addMonths("2024-03-31", -1)).toBe("2024-02-29");
    expect(addMonths("2025-01-01", -12)).toBe("2024-01-01");
  });
  it("offers all, 12 months, 90 days and each year that has data", () => {
    const choices = quickPeriods({ from: "2023-05-01", to: "2025-01-01" });
    expect(choices.map((c) => c.id)).toEqual(["all", "months12", "days90", "year2024", "year2023"]);
    expect(choices[2]).toEqual({ id: "days90", from: "2024-10-03", to: "2025-01-01" });
  });
});

describe("questions to the server", () => {
  const incidents = { defaultResolution: 10, layer: undefined };
  const places = { defaultResolution: 10, layer: { id: "places.bar", type: "places" as const, count: 1, period: null, levels: ["cells"] } };
  const state: ViewState = { ...FULL, layer: "incidents", view: "hotspots", resolution: null, correction: "bh", studySet: "inhabited" };
  it("names the contract's parameters", () => {
    expect(decodeURIComponent(layerPath(state, incidents, "columns"))).toBe(
      "hotspots?from=2024-01-01&to=2025-01-01&category=burglary,robbery&hours=20-2&weekdays=mon-wed,sat&area=district:medeu&layer=incidents&resolution=10&f=columns",
    );
    expect(layerPath({ ...DEFAULT_STATE, view: "district" }, incidents, "geojson")).toBe("layers/incidents?level=district&f=geojson");
    expect(cellPath("8a20e600241ffff", DEFAULT_STATE, incidents)).toBe("cells/8a20e600241ffff?layer=incidents&resolution=10");
    expect(rhythmPath(DEFAULT_STATE, incidents, "district:medeu")).toBe("rhythm?layer=incidents&within=district%3Amedeu");
  });
  it("does not ask undated places for dates, nor places for categories and hours", () => {
    expect(decodeURIComponent(layerPath({ ...state, layer: "places.bar" }, places, "csv"))).toBe(
      "hotspots?area=district:medeu&layer=places.bar&resolution=10&f=csv",
    );
  });
});
