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
const ALLOWED = new Set(['"Enter"', '"AbortError"', `"system-ui, 'Segoe UI', 'Noto Sans', sans-serif"`]);

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

  // Each family of pages has its own catalogue; keys put together at run time begin with one of `built`.
  const families = [
    {
      name: "the map", catalogue: "../src/i18n/en.json", least: 60, sources: (path: string) => !/src\/(audit|desk|checklist)\//.test(path),
      built: /^(places|kind|view|weekday|month|class|leftout|warning|period|verdict|column|language|study_set|correction|note)\./,
    },
    {
      name: "the form", catalogue: "../src/audit/i18n/en.json", least: 50, sources: (path: string) => path.includes("src/audit/"),
      built: /^(month|language|note|role|queue|position|refused|date)\./,
    },
    {
      name: "the yard's page and the lists", catalogue: "../src/desk/i18n/en.json", least: 60, sources: (path: string) => path.includes("src/desk/"),
      built: /^(month|language|note|role|date|class|state|action|paper\.when|cases\.show|missing)\./,
    },
  ];
  const catalogues = import.meta.glob<Record<string, unknown>>("../src/**/i18n/en.json", { import: "default", eager: true });
  for (const { name, catalogue, least, sources: own, built } of families) {
    const texts = Object.entries(sources).filter(([path]) => own(path)).map(([, text]) => text);
    const keys = Object.keys(catalogues[catalogue]!);
    it(`uses only keys that the catalogue of ${name} has`, () => {
      const used = texts.flatMap((text) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((m) => m[1]!));
      expect(used.length).toBeGreaterThan(least);
      expect(used.filter((key) => !keys.includes(key))).toEqual([]);
    });
    it(`leaves no message of ${name} without use`, () => {
      const all = texts.join("\n");
      expect(keys.filter((key) => !built.test(key) && !all.includes(`"${key}"`))).toEqual([]);
    });
  }
});
