import { describe, expect, it } from "vitest";
import instrumentFile from "../../../crates/checklist/instruments/aula-yard-safety-1.json";
import { type Draft, answered, hasAnswers, newDraft, refusal, submissionOf } from "../../src/audit/core/draft";
import { judge, metresBetween } from "../../src/audit/core/position";
import { matching } from "../../src/audit/core/names";
import { readScreen, writeScreen } from "../../src/audit/core/screen";
import { pagesOf } from "../../src/audit/core/pages";
import { type Instrument, answerOf, screens, weightAnswered, weightOf, weightOfRound, wordOf } from "../../src/checklist/core/instrument";

const instrument = instrumentFile as unknown as Instrument;
const yard = { id: "yard:y-0001", names: { en: "Abai 1" }, centre: { lon: 76.95, lat: 43.25 } };
const NIGHT = Date.parse("2026-11-27T15:00:00Z");
const DAY = Date.parse("2026-11-27T07:00:00Z");
const draft = (began: number): Draft => newDraft(yard, instrument, began, "0123456789abcdef0123456789abcdef", null);

describe("a round", () => {
  it("begins with its first answer, not when the yard was chosen", () => {
    const first = answered(draft(DAY), "answers", "parking", { severity: 1 }, NIGHT);
    expect(first.began).toBe(NIGHT);
    expect(answered(first, "answers", "cctv", { severity: 0 }, NIGHT + 60_000).began).toBe(NIGHT);
  });

  it("refuses by day what can only be judged in the dark, and the other way round", () => {
    expect(refusal("night", draft(DAY), DAY)).toBe("needs_night");
    expect(refusal("day", draft(NIGHT), NIGHT)).toBe("needs_day");
    expect(refusal("night", draft(NIGHT), NIGHT)).toBeNull();
    expect(refusal("both", draft(DAY), NIGHT)).toBeNull();
  });

  it("is by day or by night as it began: what began by day takes no light of the evening", () => {
    expect(refusal("night", draft(DAY), NIGHT)).toBe("round_by_day");
    expect(refusal("day", draft(NIGHT), DAY + 86_400_000)).toBe("round_by_night");
  });

  it("goes by the hour on the paper when a paper is typed in by day", () => {
    expect(refusal("night", { ...draft(NIGHT), paper: true }, DAY)).toBeNull();
    expect(answered({ ...draft(NIGHT), paper: true }, "answers", "parking", { severity: 1 }, DAY).began).toBe(NIGHT);
  });

  it("takes an answer back, and never sends a missing one as zero", () => {
    const once = answered(draft(NIGHT), "answers", "parking", { severity: 0 }, NIGHT);
    const body = submissionOf(answered(once, "answers", "parking", null, NIGHT), sender);
    expect(body.answers).toEqual({});
    expect(submissionOf(once, sender).answers).toEqual({ parking: { severity: 0 } });
  });

  it("is worth sending once somebody looked at something", () => {
    expect(hasAnswers(draft(NIGHT))).toBe(false);
    expect(hasAnswers(answered(draft(NIGHT), "answers", "cctv", { state: "not_checked" }, NIGHT))).toBe(false);
    expect(hasAnswers(answered(draft(NIGHT), "answers", "cctv", { state: "not_applicable" }, NIGHT))).toBe(true);
  });

  it("sends the device's key for a round of one's own and none for a paper", () => {
    expect(submissionOf(draft(NIGHT), sender).device).toBe("k");
    const paper = submissionOf({ ...draft(NIGHT), paper: true }, sender);
    expect([paper.device, paper.paper, paper.at]).toEqual([undefined, true, "2026-11-27T15:00:00.000Z"]);
  });
});

const sender = { language: "kk" as const, consentVersion: 1, device: "k", role: null };

describe("screens", () => {
  it("hold three or four things each, in order", () => {
    for (let n = 5; n <= 30; n++) {
      const cut = screens(Array.from({ length: n }, (_, i) => i));
      expect(cut.flat()).toEqual(Array.from({ length: n }, (_, i) => i));
      expect(cut.every((page) => page.length <= 4 && page.length >= 2)).toBe(true);
    }
    expect(pagesOf(instrument, draft(DAY), DAY).map((page) => page.length)).toEqual([4, 4, 4, 4]);
    expect(pagesOf(instrument, draft(NIGHT), NIGHT).flat().map(({ id }) => id)).toContain("feeling");
  });

  it("keep what was answered by night in sight when the tab is opened again by day", () => {
    const begun = answered(draft(NIGHT), "answers", "lighting_yard", { severity: 2 }, NIGHT);
    expect(pagesOf(instrument, begun, DAY).flat().map(({ id }) => id)).toContain("lighting_yard");
    expect(pagesOf(instrument, begun, DAY).flat().map(({ id }) => id)).not.toContain("lighting_entrance");
  });

  it.each([
    ["#/round/3", { name: "round", page: 2 }], ["", { name: "start", page: 0 }], ["#/last", { name: "last", page: 0 }],
    ["#/round/x", { name: "round", page: 0 }], ["#/done/<script>", { name: "start", page: 0 }],
  ])("read the address %s", (hash, screen) => expect(readScreen(hash)).toEqual(screen));
  it("write an address that reads back", () => {
    const done = { name: "done" as const, page: 0, id: "0123456789abcdef0123456789abcdef" };
    for (const screen of [done, { name: "round" as const, page: 4 }, { name: "yard" as const, page: 0 }]) {
      expect(readScreen(writeScreen(screen))).toEqual(screen);
    }
  });
});

describe("weights", () => {
  it("are the group's, shared equally, and whole", () => {
    expect(weightOf(instrument, "lighting_yard")).toBeCloseTo(0.07, 12);
    expect(instrument.factors.reduce((sum, { id }) => sum + weightOf(instrument, id), 0)).toBeCloseTo(1, 12);
  });
  it("of a day round are 80 %, and neither round sees everything", () => {
    expect(weightOfRound(instrument, false)).toBeCloseTo(0.8, 12);
    expect(weightOfRound(instrument, true)).toBeCloseTo(0.56, 12);
  });
  it("do not count what nobody looked at", () => {
    const answers = { lighting_yard: { severity: 3 as const }, parking: { state: "not_checked" as const }, waste: { state: "not_applicable" as const } };
    expect(weightAnswered(instrument, answers)).toBeCloseTo(0.07 + 0.05, 12);
  });
  it("words of answers read back, and others are none", () => {
    for (const word of ["0", "3", "not_applicable", "not_checked"]) expect(wordOf(answerOf(word)!)).toBe(word);
    expect([answerOf("4"), answerOf(""), answerOf("no")]).toEqual([null, null, null]);
  });
});

describe("a position", () => {
  it("is trusted only where it is fine and near", () => {
    const here = { lon: 76.95, lat: 43.25 };
    expect(judge({ ...here, accuracy_m: 12 }, here)).toBe("good");
    expect(judge({ ...here, accuracy_m: 51 }, here)).toBe("coarse");
    expect(judge({ lon: 76.95, lat: 43.2525, accuracy_m: 10 }, here)).toBe("far");
    expect(metresBetween(here, { lon: 76.95, lat: 43.26 })).toBeCloseTo(1112, 0);
  });
});

describe("kept yards", () => {
  const yards = [{ id: "a", names: { ru: "ул. Фурманова, 12", kk: "Фурманов көшесі, 12" } }, { id: "b", names: { ru: "Берёзовый, 3" } }];
  it.each([["фурм 12", ["a"]], ["ФУРМАНОВ КӨШЕСІ", ["a"]], ["березовый", ["b"]], ["", []], ["абай", []]])("are found by %s", (typed, ids) =>
    expect(matching(yards, typed).map(({ id }) => id)).toEqual(ids));
});
