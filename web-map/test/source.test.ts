/** Rules that the source must keep, read off the source itself. */
import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>("../src/**/*.ts", { query: "?raw", import: "default", eager: true });
const styles = import.meta.glob<string>("../src/**/*.css", { query: "?raw", import: "default", eager: true });
const pages = import.meta.glob<string>(["../*.html", "../yards/*.html"], { query: "?raw", import: "default", eager: true });

const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
const MARKUP = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\(|new Function/;
/** A literal that a user could read: words that begin with a capital, or letters outside ASCII. */
const WORDS = /(["'`])(?:(?!\1)[^\\\n])*?(?:\b[A-Z][a-z]{2,}\b(?! *[:(])|[\u0400-\u04ff])(?:(?!\1)[^\\\n])*?\1/g;
const LABELLED = /(?:"aria-label"|(?<![.\w])(?:title|alt|placeholder|textContent)|\.(?:title|textContent))\s*[:=]\s*["'`][A-Za-z]/;
const ALLOWED = new Set(['"Enter"', '"Escape"', '"AbortError"', `"system-ui, 'Segoe UI', 'Noto Sans', sans-serif"`]);

const visibleWords = (text: string): string[] =>
  code(text).split("\n").filter((line) => !/^\s*(import|export \{)|throw new|new Error\(|RangeError/.test(line))
    .flatMap((line) => line.match(WORDS) ?? []).filter((word) => !ALLOWED.has(word));

describe("source", () => {
  it("finds files at all", () => expect(Object.keys(sources).length).toBeGreaterThan(30));

  it("turns no string into markup", () => {
    expect(MARKUP.test("element.innerHTML = name")).toBe(true);
    expect(Object.entries(sources).filter(([, text]) => MARKUP.test(text)).map(([path]) => path)).toEqual([]);
  });

  it("shows no words that are not in the catalogues", () => {
    expect(visibleWords('h("p", {}, "Hot cells")')).toHaveLength(1);
    expect(visibleWords('h("p", {}, "ячейка")')).toHaveLength(1);
    expect(LABELLED.test('h("button", { "aria-label": "close" })')).toBe(true);
    const parts = Object.entries(sources).filter(([path]) => /\/(ui|app|map)\//.test(path));
    expect(parts.flatMap(([path, text]) => visibleWords(text).map((word) => `${path}: ${word}`))).toEqual([]);
    expect(parts.filter(([, text]) => LABELLED.test(code(text))).map(([path]) => path)).toEqual([]);
  });

  it("keeps the core free of the DOM, Leaflet and the network", () => {
    const core = Object.entries(sources).filter(([path]) => path.includes("/core/"));
    const outside = /from "(leaflet|\.\.\/(ui|map|app)\/)|\bdocument\.|\bwindow\.|\bfetch\(|\blocation\./;
    expect(core.filter(([, text]) => outside.test(code(text))).map(([path]) => path)).toEqual([]);
  });

  it("lets only the adapter use Leaflet", () => {
    const users = Object.entries(sources).filter(([, text]) => /from "leaflet"/.test(text)).map(([path]) => path.replace("../src/", ""));
    expect(users.sort()).toEqual(["audit/map/yard-map.ts", "map/canvas-layer.ts", "map/map-view.ts"]);
  });

  it("keeps files short", () => {
    expect(Object.entries(sources).filter(([, text]) => text.split("\n").length > 260).map(([path]) => path)).toEqual([]);
  });

  it("asks nothing of other hosts and holds no inline script or style", () => {
    const other = Object.entries({ ...sources, ...styles }).filter(([, text]) => /https?:\/\/(?!www\.w3\.org\/2000\/svg)[a-z]/.test(code(text)));
    expect(other.map(([path]) => path)).toEqual([]);
    expect(Object.keys(pages).length).toBeGreaterThan(1);
    for (const page of Object.values(pages)) expect(page).not.toMatch(/style=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=/);
  });

  // Each folder with a catalogue has its own messages; the rest of the source has those of the map.
  const catalogues = import.meta.glob<Record<string, unknown>>("../src/**/i18n/en.json", { import: "default", eager: true });
  const folders = Object.keys(catalogues).map((path) => path.replace("i18n/en.json", ""));
  const within = (folder: string, path: string): boolean =>
    path.startsWith(folder) && !folders.some((other) => other.length > folder.length && path.startsWith(other));
  /** What translators themselves use, and notes to editors. */
  const always = /^(note|month|date|number|language)\./;
  it.each(folders)("uses only keys that the catalogue of %s has, and leaves none without use", (folder) => {
    const texts = Object.entries(sources).filter(([path]) => within(folder, path)).map(([, text]) => text);
    const keys = Object.keys(catalogues[`${folder}i18n/en.json`]!);
    const used = texts.flatMap((text) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((m) => m[1]!));
    expect(used.filter((key) => !keys.includes(key))).toEqual([]);
    // Keys put together at run time: `state.${…}`, and called(tr, "state", …).
    const templates = texts.flatMap((text) => [...text.matchAll(/`([\w.]+\.)\$\{/g)].map((m) => m[1]!));
    const begun = [...templates, ...texts.flatMap((text) => [...text.matchAll(/\bcalled\(\w+, "([\w.]+)"/g)].map((m) => `${m[1]}.`))];
    const all = texts.join("\n");
    const idle = (key: string): boolean => !always.test(key) && !all.includes(`"${key}"`) && !begun.some((start) => key.startsWith(start));
    expect(keys.filter(idle)).toEqual([]);
  });
  it("finds the catalogues", () => expect(folders.length).toBeGreaterThan(2));
});
