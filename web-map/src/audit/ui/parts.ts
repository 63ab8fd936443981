/** Small parts that several screens share. */
import { h } from "../../ui/dom";

/** The heading of a screen; focused when the screen opens, so that screen readers say where one is. */
export function heading(text: string): HTMLElement {
  return h("h1", { tabindex: "-1", id: "heading" }, text);
}

export function button(text: string, onclick: () => void, style: "main" | "plain" | "quiet" = "plain", id?: string): HTMLButtonElement {
  return h("button", { type: "button", class: `button ${style}`, onclick, id }, text);
}

export function paragraphs(text: string): HTMLElement[] {
  return text.split("\n").filter((line) => line.trim() !== "").map((line) => h("p", {}, line));
}

/** Local clock time of a moment, as `21:40`. */
export function clock(moment: number): string {
  const date = new Date(moment);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** Local date of a moment, as `2026-11-27`. */
export function day(moment: number): string {
  const date = new Date(moment);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}
