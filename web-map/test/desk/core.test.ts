import { describe, expect, it } from "vitest";
import instrumentFile from "../../../crates/checklist/instruments/aula-yard-safety-1.json";
import { hitsOf } from "../../src/checklist/api";
import type { Instrument } from "../../src/checklist/core/instrument";
import { PICTOGRAMS } from "../../src/checklist/pictograms/pictogram";
import { byUrgency, rowsOf, shown } from "../../src/desk/core/cases";
import { chartOf, scoreY } from "../../src/desk/core/chart";
import { csvOf } from "../../src/desk/core/csv";
import { holds, sorted } from "../../src/desk/core/duties";
import { linesOf } from "../../src/desk/core/lines";
import { answerOfKey, isTyped, momentOf } from "../../src/desk/core/typed";
import type { Case, CaseState, ToMend } from "../../src/desk/core/types";
import { assessed, stepOf, storyOf } from "../../src/desk/core/yard";

const instrument = instrumentFile as unknown as Instrument;
const one = (factor: string, state: CaseState, more: Partial<Case> = {}): Case => ({
  id: `y.${factor}.1`, yard: "yard:y", yard_names: null, micro_district: null, factor, names: null, severity: 2, anchor: null, state, body: "DA",
  body_names: null, opened: "2026-01-01", due: "2026-02-01", overdue: false, planned_for: null, mended: null, ...more,
});
const toMend = (factor: string, severity: number, state: CaseState | null): ToMend => ({
  factor, severity, marked: severity >= 2, state, case: state && `y.${factor}.1`, names: {}, pictogram: factor, anchor: {}, body: "DA", body_names: null,
  usual_days: 30, by: null, since: null, planned_for: null, overdue: false, self_help: {}, whom_to_call: {},
});

describe("the story of a yard", () => {
  it("asks to mend what is marked and what is open as a case, and keeps slight things apart", () => {
    const mend = [toMend("a", 3, null), toMend("b", 1, null), toMend("c", 1, "reported_mended"), toMend("d", 2, "open")];
    const story = storyOf({ mend });
    expect([story.mend, story.slight].map((part) => part.map(({ factor }) => factor).join(""))).toEqual(["acd", "b"]);
  });
  it("has no history where the yard was not assessed", () => {
    const nothing = { at: "2026-01-01", score: null, low: null, high: null };
    expect(assessed([nothing, { at: "2026-02-01", score: 0, low: 0, high: 9 }, nothing]).map(({ at }) => at)).toEqual(["2026-02-01"]);
  });
  it("draws a severity as a step that has a drawing", () => expect([-1, 0.4, 1.5, 7].map(stepOf)).toEqual([0, 0, 2, 3]));
});

describe("the list of cases", () => {
  const cases = [one("a", "open"), one("b", "open", { overdue: true, due: "2026-03-01" }), one("c", "confirmed"), one("d", "reported_mended", { due: "2026-01-15" })];
  it("has what is overdue first, then what is due first", () => {
    expect([...cases].sort(byUrgency).map(({ factor }) => factor)).toEqual(["b", "d", "a", "c"]);
  });
  it.each([["open", "bda"], ["overdue", "b"], ["reported", "d"], ["all", "bdac"]] as const)("shows %s", (show, expected) =>
    expect(shown(cases, show).map(({ factor }) => factor).join("")).toBe(expected));
  it("is a table that a spreadsheet neither splits nor runs", () => {
    const rows = rowsOf([one("a", "open")], { yard: () => '=cmd|"x"', factor: () => "a,b;c", body: () => "DA" });
    const lines = csvOf(rows).split("\r\n");
    expect(lines[0]).toBe("\ufeffcase,yard,yard_name,factor,factor_name,state,body,opened,due,overdue,planned_for");
    expect(lines[1]).toBe(`y.a.1,yard:y,"'=cmd|""x""",a,"a,b;c",open,DA,2026-01-01,2026-02-01,no,`);
    expect(csvOf([[-3, "-3", "+x"]])).toBe("\ufeff-3,-3,'+x\r\n");
  });
});

describe("the duty register", () => {
  const duty = { factor: "waste", body: "OSI", source: "x" };
  it("holds from its first day until the day before its last", () => {
    const dated = { ...duty, from: "2026-01-01", to: "2026-02-01" };
    expect(["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map((day) => holds(dated, day))).toEqual([false, true, true, false]);
    expect(holds(duty, "1990-01-01")).toBe(true);
  });
  it("shows what holds before what is history", () => {
    const old = { ...duty, body: "DA", to: "2026-01-01" };
    expect(sorted([old, duty, { ...duty, factor: "parking" }], ["parking", "waste"], "2026-06-01").map(({ factor, body }) => `${factor}:${body}`))
      .toEqual(["parking:OSI", "waste:OSI", "waste:DA"]);
  });
});

describe("the history chart", () => {
  const box = { width: 100, height: 100, left: 10, right: 10, top: 10, bottom: 10 };
  it("goes from the first day to the last, good at the bottom", () => {
    const shape = chartOf([{ at: "2026-01-01", score: 100, low: 90, high: 100 }, { at: "2026-01-11", score: 0, low: 0, high: 10 }], box);
    expect(shape.line).toBe("M10 10L90 90");
    expect(shape.band).toBe("M10,10L90,82L90,90L10,18Z");
    expect([scoreY(-5, box), scoreY(300, box)]).toEqual([90, 10]);
  });
  it("stands one point without a band", () => {
    const shape = chartOf([{ at: "2026-01-01", score: 50, low: 40, high: 60 }], box);
    expect([shape.band, shape.dots.length]).toEqual(["", 1]);
  });
});

describe("typing papers in", () => {
  it.each([["0", { severity: 0 }], ["3", { severity: 3 }], ["x", { state: "not_applicable" }], ["Х", { state: "not_applicable" }], ["-", { state: "not_checked" }], ["", null], ["4", null]])(
    "reads %j", (key, answer) => expect(answerOfKey(key)).toEqual(answer));
  it("takes an empty box for not looked at and any other key for a mistake", () => expect(["", " ", "4", "q"].map(isTyped)).toEqual([true, true, false, false]));
  it("wants a whole date and time", () => {
    expect(momentOf("2026-11-27", "21:30")).toBe(new Date(2026, 10, 27, 21, 30).getTime());
    expect([momentOf("", "21:30"), momentOf("2026-13-40", "21:30"), momentOf("2026-11-27", "")]).toEqual([null, null, null]);
  });
});

describe("lines of a picture", () => {
  it("break at words and keep a long word whole", () => {
    expect(linesOf("aa bb cc dd", 5)).toEqual(["aa bb", "cc dd"]);
    expect(linesOf("immeasurable x", 5)).toEqual(["immeasurable", "x"]);
  });
});

describe("pictograms", () => {
  it("are there for every factor and outcome, four each, all different", () => {
    const names = [...instrument.factors.map(({ pictogram }) => pictogram), ...instrument.outcomes.map(({ pictogram, id }) => pictogram ?? id)];
    for (const name of names) {
      const steps = PICTOGRAMS[name];
      expect([name, new Set(steps?.map((marks) => JSON.stringify(marks))).size]).toEqual([name, 4]);
    }
  });
});

describe("yards of the service", () => {
  it("have a middle, whatever the geometry, and none is invented", () => {
    const ring = [[76, 43], [77, 43], [77, 44], [76, 44], [76, 43]];
    const found = hitsOf({ features: [
      { id: "a", geometry: { type: "Polygon", coordinates: [ring] }, properties: { names: { en: "A" } } },
      { id: "b", geometry: { type: "MultiPolygon", coordinates: [[ring], [ring]] }, properties: {} },
      { id: "c", geometry: null, properties: {} },
      { id: "d", geometry: null, properties: { centre: [76, 43] } },
    ] });
    expect(found.map(({ id, centre }) => [id, centre.lon, centre.lat])).toEqual([["a", 76.5, 43.5], ["b", 76.5, 43.5], ["d", 76, 43]]);
  });
});
