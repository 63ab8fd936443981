/** A round that is being made: what is kept on the device between two visits, and what may be answered now. Pure. */
import type { Language, Names } from "../../api/types";
import { type Answer, type Answers, type Instrument, type When, fits } from "../../checklist/core/instrument";
import { type LonLat, isNight } from "../../checklist/core/sun";

export interface YardRef {
  id: string;
  names: Names;
  /** The middle of the yard. */
  centre: LonLat;
  /** In words, of the micro-district or district it lies in. */
  place?: Names;
}

export interface Position extends LonLat {
  accuracy_m: number;
}

export interface Draft {
  /** Made once: a resend under it counts once. */
  client_id: string;
  instrument: { id: string; version: number };
  yard: YardRef;
  /** When the round began, milliseconds since 1970. */
  began: number;
  /** The last change, for "where was I". */
  changed: number;
  answers: Answers;
  outcomes: Answers;
  position: Position | null;
  text: string;
  /** The screen that was left. */
  screen: number;
  /** Typed in from paper: night or day is by the time written on it. */
  paper: boolean;
  /** The round that was sent and is corrected by this one. */
  corrects?: { id: string; secret: string };
}

/** Longest remark that the service keeps, in characters. */
export const TEXT_AT_MOST = 1000;
/** A draft that lay longer than this is offered, not opened. */
export const STALE_MS = 6 * 3_600_000;

export function newDraft(yard: YardRef, instrument: Instrument, now: number, clientId: string, position: Position | null): Draft {
  return {
    client_id: clientId,
    instrument: { id: instrument.id, version: instrument.version },
    yard,
    began: now,
    changed: now,
    answers: {},
    outcomes: {},
    position,
    text: "",
    screen: 0,
    paper: false,
  };
}

/** A draft with one answer more; null takes it back. */
export function answered(draft: Draft, part: "answers" | "outcomes", id: string, answer: Answer | null, now: number): Draft {
  const { [id]: _, ...others } = draft[part];
  const given = answer ? { ...others, [id]: answer } : others;
  // Nothing was judged before the first answer, so the round begins with it: by then it may have become dark.
  const first = Object.keys(draft.answers).length + Object.keys(draft.outcomes).length === 0;
  return { ...draft, [part]: given, began: first && !draft.paper ? now : draft.began, changed: now };
}

export type Refusal = "needs_night" | "needs_day" | "round_by_night" | "round_by_day";

/** Why a thing cannot be judged now, or null where it can. A round is by night or by day as it began. */
export function refusal(when: When, draft: Draft, now: number): Refusal | null {
  if (when === "both") return null;
  const began = isNight(draft.yard.centre, draft.began);
  const still = draft.paper ? began : isNight(draft.yard.centre, now);
  if (!fits(when, still)) return when === "night" ? "needs_night" : "needs_day";
  if (!fits(when, began)) return began ? "round_by_night" : "round_by_day";
  return null;
}

export function hasAnswers(draft: Draft): boolean {
  return Object.values(draft.answers).some((answer) => !("state" in answer && answer.state === "not_checked"));
}

/** The body of `POST /api/v1/audits`. */
export interface Submission {
  client_id: string;
  yard: string;
  instrument: { id: string; version: number };
  at: string;
  language: Language;
  device?: string;
  role?: string;
  paper?: boolean;
  answers: Answers;
  outcomes: Answers;
  position?: Position;
  text?: string;
  consent_version: number;
}

export interface Sender {
  language: Language;
  consentVersion: number;
  /** The random key of this device, or null for papers: every paper is a person of its own. */
  device: string | null;
  /** Of a signed-in rater. */
  role: string | null;
}

export function submissionOf(draft: Draft, sender: Sender): Submission {
  const text = draft.text.trim();
  return {
    client_id: draft.client_id,
    yard: draft.yard.id,
    instrument: draft.instrument,
    at: new Date(draft.began).toISOString(),
    language: sender.language,
    ...(sender.device && !draft.paper ? { device: sender.device } : {}),
    ...(sender.role ? { role: sender.role } : {}),
    ...(draft.paper ? { paper: true } : {}),
    answers: draft.answers,
    outcomes: draft.outcomes,
    ...(draft.position ? { position: draft.position } : {}),
    ...(text === "" ? {} : { text }),
    consent_version: sender.consentVersion,
  };
}
