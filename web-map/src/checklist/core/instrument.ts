/** The instrument as `GET /api/v1/checklist` serves it, and what a form needs to ask of it. Pure. */
import type { Names } from "../../api/types";

export type When = "night" | "day" | "both";
export type Openness = "yard" | "aggregate" | "never";

export interface Factor {
  id: string;
  group: string;
  names: Names;
  when: When;
  /** What 0, 1, 2 and 3 mean. */
  anchors: Names[];
  duty: string[];
  usual_days: Record<string, number>;
  self_help: Names;
  whom_to_call: Names;
  public: Openness;
  pictogram: string;
  half_life_days: number;
}

/** Asked beside and never in the score. */
export interface Outcome {
  id: string;
  names: Names;
  when: When;
  anchors: Names[];
  pictogram?: string;
}

export interface Instrument {
  id: string;
  version: number;
  status: Partial<Record<"kk" | "ru" | "en", string>>;
  names: Names;
  consent: { version: number; text: Names };
  groups: { id: string; names: Names; weight: number }[];
  bodies: { id: string; names: Names }[];
  factors: Factor[];
  outcomes: Outcome[];
}

/** 0 no problem to 3 severe; "not_applicable" does not exist here; "not_checked" nobody looked. */
export type Severity = 0 | 1 | 2 | 3;
export type AnswerState = "not_applicable" | "not_checked";
export type Answer = { severity: Severity } | { state: AnswerState };
export type Answers = Readonly<Record<string, Answer>>;

export const SEVERITIES: readonly Severity[] = [0, 1, 2, 3];

/** An answer as one word, for the value of a radio button. */
export function wordOf(answer: Answer | undefined): string {
  if (!answer) return "";
  return "severity" in answer ? String(answer.severity) : answer.state;
}

export function answerOf(word: string): Answer | null {
  if (/^[0-3]$/.test(word)) return { severity: Number(word) as Severity };
  return word === "not_applicable" || word === "not_checked" ? { state: word } : null;
}

export function severityOf(answer: Answer | undefined): Severity | null {
  return answer && "severity" in answer ? answer.severity : null;
}

/** The weight of a factor in the score: its group's, shared equally. */
export function weightOf(instrument: Instrument, id: string): number {
  const factor = instrument.factors.find((one) => one.id === id);
  const group = instrument.groups.find((one) => one.id === factor?.group);
  const members = instrument.factors.filter((one) => one.group === factor?.group).length;
  return group && members > 0 ? group.weight / members : 0;
}

/** The share of the weight that a round can rate at best, 0 to 1. */
export function weightOfRound(instrument: Instrument, night: boolean): number {
  return sum(instrument, instrument.factors.filter((factor) => fits(factor.when, night)).map(({ id }) => id));
}

/** The share of the weight that these answers rate; what does not exist here counts as looked at. */
export function weightAnswered(instrument: Instrument, answers: Answers): number {
  const looked = instrument.factors.filter(({ id }) => {
    const answer = answers[id];
    return answer !== undefined && !("state" in answer && answer.state === "not_checked");
  });
  return sum(instrument, looked.map(({ id }) => id));
}

/** Whether a thing can be judged in a round by night or by day. */
export function fits(when: When, night: boolean): boolean {
  return when === "both" || (when === "night") === night;
}

/** Items cut into screens of at most `most`, as even as can be, in their order. */
export function screens<T>(items: readonly T[], most = 4): T[][] {
  const count = Math.ceil(items.length / most);
  const start = (index: number): number => Math.round((index * items.length) / count);
  return Array.from({ length: count }, (_, index) => items.slice(start(index), start(index + 1)));
}

function sum(instrument: Instrument, ids: readonly string[]): number {
  return ids.reduce((total, id) => total + weightOf(instrument, id), 0);
}
