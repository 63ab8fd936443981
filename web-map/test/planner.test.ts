import { describe, expect, it } from "vitest";
import { DEFAULT_STATE } from "../src/core/state";
import { otherSide } from "../src/planner/core/compare";
import { savedViewOf } from "../src/planner/core/link";
import { barsOf, periodOfBars, stepFor, stretchOf } from "../src/planner/core/series";

describe("incidents over time", () => {
  // 2024-12-30 is a Monday.
  const days = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  it("gathers days to whole weeks from Monday, and to months over the year's end", () => {
    expect(barsOf("2024-12-31", days, "week")).toEqual([
      { from: "2024-12-30", to: "2025-01-06", count: 21 }, { from: "2025-01-06", to: "2025-01-13", count: 24 },
    ]);
    expect(barsOf("2024-12-31", days, "month").map(({ from, count }) => [from, count])).toEqual([["2024-12-01", 1], ["2025-01-01", 44]]);
  });
  it.each(["day", "week", "month"] as const)("loses nobody by %s", (step) => {
    const counts = Array.from({ length: 500 }, (_, i) => (i * 7) % 5);
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(sum(barsOf("2023-11-17", counts, step).map((bar) => bar.count))).toBe(sum(counts));
  });
  it("chooses a step that gives a readable number of bars", () => expect([30, 300, 900].map(stepFor)).toEqual(["day", "week", "month"]));
  it("turns a stretch of bars into a period and back, open where it reaches the ends", () => {
    const bars = barsOf("2024-01-01", new Array<number>(366).fill(1), "month");
    expect(bars).toHaveLength(12);
    expect(periodOfBars(bars, 5, 2)).toEqual({ from: "2024-03-01", to: "2024-07-01" });
    expect(stretchOf(bars, "2024-03-01", "2024-07-01")).toEqual([2, 5]);
    expect(periodOfBars(bars, 0, 11)).toEqual({ from: null, to: null });
    expect(stretchOf(bars, null, null)).toEqual([0, 11]);
    expect(stretchOf(bars, "2026-01-01", null)).toBeNull();
  });
});

describe("the other side of the divider", () => {
  const data = { from: "2024-01-01", to: "2026-01-01" };
  const state = { ...DEFAULT_STATE, view: "cells", from: "2025-03-01", to: "2025-04-01" };
  const period = (compare: string, from = state.from): unknown => {
    const other = otherSide({ ...state, from, compare }, data);
    return other && [other.from, other.to];
  };
  it("is the period before, as long, or the same days a year earlier", () => {
    expect(period("before")).toEqual(["2025-01-29", "2025-03-01"]);
    expect(period("year")).toEqual(["2024-03-01", "2024-04-01"]);
  });
  it("is none before the data begin: that would say that nothing happened", () => {
    expect(period("year", "2024-12-31")).toBeNull();
    expect(otherSide({ ...DEFAULT_STATE, compare: "before" }, data)).toBeNull();
  });
  it("is none for views without a common legend", () => expect(otherSide({ ...state, view: "density", compare: "year" }, data)).toBeNull());
});

it("a link to a saved view is told apart from a choice of what is drawn", () => {
  expect(savedViewOf("?view=v-12")).toBe("v-12");
  expect(["?view=cells", "?view=v-x", ""].map(savedViewOf)).toEqual([null, null, null]);
});
