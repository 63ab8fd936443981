/** A paper typed in: one key for each thing. Pure. */
import type { Answer } from "../../checklist/core/instrument";

/** 0 to 3; x or 9 "does not exist" (also Cyrillic х); - or 8 or empty "not looked at". */
export function answerOfKey(key: string): Answer | null {
  const typed = key.trim().toLowerCase();
  if (/^[0-3]$/.test(typed)) return { severity: Number(typed) as 0 | 1 | 2 | 3 };
  if (["x", "х", "9"].includes(typed)) return { state: "not_applicable" };
  return ["-", "–", "8"].includes(typed) ? { state: "not_checked" } : null;
}

/** Whether what was typed means something; an empty box does: nobody looked. */
export function isTyped(key: string): boolean {
  return key.trim() === "" || answerOfKey(key) !== null;
}

/** The moment of a local date and time on the device, or null where they are none. */
export function momentOf(date: string, time: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return null;
  const moment = new Date(`${date}T${time}:00`).getTime();
  return Number.isNaN(moment) ? null : moment;
}
