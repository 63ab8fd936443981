/** What waits to be sent: a state machine without clock or network. Pure. */
import type { Names } from "../../api/types";
import type { Submission, YardRef } from "./draft";

export interface Duty {
  factor: string;
  body: string;
  body_names: Names | null;
  severity: number;
  /** Local date by which it is usually mended. */
  by: string | null;
}

/** The answer to an accepted audit. */
export interface Receipt {
  id: string;
  secret: string;
  duties: Duty[];
  /** Problems that are open in this yard. */
  known: { factor: string; since: string }[];
  /** The round that this person has not made here yet. */
  other_round: { missing: "night" | "day" | null };
  /** The page of the yard, from the root of the service. */
  yard: string;
}

/** What the service had against it, in the reader's language. */
export interface Fault {
  field?: string;
  message: string;
}

export type ItemState = "waiting" | "sending" | "sent" | "refused";

export interface Item {
  submission: Submission;
  yard: YardRef;
  state: ItemState;
  /** Sendings that reached nobody, in a row. */
  failed: number;
  /** Not before, milliseconds since 1970. */
  notBefore: number;
  receipt: Receipt | null;
  faults: Fault[];
  /** The round that was sent and is corrected by this one. */
  corrects: { id: string; secret: string } | null;
}

/** What came of one sending. */
export type Outcome =
  | { kind: "accepted"; receipt: Receipt }
  /** The service says what is wrong; sending it again changes nothing. */
  | { kind: "refused"; faults: Fault[] }
  /** Too often: later. */
  | { kind: "later"; afterMs: number | null; faults: Fault[] }
  /** Nobody was reached, or the service is in trouble. */
  | { kind: "unreached" };

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;

export function queued(submission: Submission, yard: YardRef, corrects: Item["corrects"] = null): Item {
  return { submission, yard, state: "waiting", failed: 0, notBefore: 0, receipt: null, faults: [], corrects };
}

/** The queue with an item; one of the same client id that was refused or is corrected is replaced, any other stays as it is. */
export function enqueue(queue: readonly Item[], item: Item): Item[] {
  const same = queue.find((one) => one.submission.client_id === item.submission.client_id);
  if (!same) return [...queue, item];
  return same.state === "refused" || item.corrects ? queue.map((one) => (one === same ? item : one)) : [...queue];
}

/** The item to send now: the first that waits and may. */
export function due(queue: readonly Item[], now: number): Item | null {
  return queue.find((item) => item.state === "waiting" && item.notBefore <= now) ?? null;
}

/** When the next one may be sent; null where none waits. */
export function nextDue(queue: readonly Item[]): number | null {
  const moments = queue.filter((item) => item.state === "waiting").map((item) => item.notBefore);
  return moments.length === 0 ? null : Math.min(...moments);
}

export function sending(queue: readonly Item[], clientId: string): Item[] {
  return change(queue, clientId, (item) => (item.state === "waiting" ? { ...item, state: "sending" } : item));
}

/** After a tab was closed in the middle of a sending nobody knows what became of it: it is sent again, which is harmless. */
export function recovered(queue: readonly Item[]): Item[] {
  return queue.map((item) => (item.state === "sending" ? { ...item, state: "waiting", notBefore: 0 } : item));
}

/** The network is back: everything that waits may go at once. */
export function reconnected(queue: readonly Item[]): Item[] {
  return queue.map((item) => (item.state === "waiting" ? { ...item, notBefore: 0 } : item));
}

export function settled(queue: readonly Item[], clientId: string, outcome: Outcome, now: number): Item[] {
  return change(queue, clientId, (item) => {
    // An answer that comes after another tab has settled it changes nothing.
    if (item.state === "sent" || item.state === "refused") return item;
    switch (outcome.kind) {
      case "accepted":
        return { ...item, state: "sent", receipt: outcome.receipt, failed: 0, faults: [] };
      case "refused":
        return { ...item, state: "refused", faults: outcome.faults };
      case "later":
        return {
          ...item, state: "waiting", failed: item.failed + 1, notBefore: now + (outcome.afterMs ?? wait(item.failed)), faults: outcome.faults,
        };
      case "unreached":
        return { ...item, state: "waiting", failed: item.failed + 1, notBefore: now + wait(item.failed) };
    }
  });
}

/** Sent ones beyond the newest `keep` are forgotten, with them the means to take them back. */
export function trimmed(queue: readonly Item[], keep = 30): Item[] {
  const sent = queue.filter((item) => item.state === "sent");
  const gone = new Set(sent.slice(0, Math.max(0, sent.length - keep)));
  return queue.filter((item) => !gone.has(item));
}

export function removed(queue: readonly Item[], clientId: string): Item[] {
  return queue.filter((item) => item.submission.client_id !== clientId);
}

function change(queue: readonly Item[], clientId: string, how: (item: Item) => Item): Item[] {
  return queue.map((item) => (item.submission.client_id === clientId ? how(item) : item));
}

function wait(failed: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failed);
}
