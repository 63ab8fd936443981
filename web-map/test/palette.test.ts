/** Hot, cold and neither must be told apart with every common form of colour-blindness, and as they look on the map. */
import { describe, expect, it } from "vitest";
import type { ClassName } from "../src/api/types";
import { CLASS_STYLES, SEQUENTIAL, sequentialStyles } from "../src/core/palette";
import { NOT_ASSESSED, SCORE_CLASSES, STEPS, YARD_STYLES, styleIndexOf } from "../src/yards/core/styles";

type Colour = [number, number, number];
/** Machado, Oliveira & Fernandes 2009, full severity, on linear RGB. */
const VISION: Record<string, Colour[]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};
const GROUND: Colour = [0xfb, 0xfa, 0xf7];

const parse = (hex: string): Colour => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Colour;
const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const onMap = (hex: string, opacity: number): Colour => parse(hex).map((v, i) => v * opacity + GROUND[i]! * (1 - opacity)) as Colour;

function lab(colour: Colour, vision: string): Colour {
  const rgb = colour.map(linear);
  const seen = VISION[vision]!.map((row) => Math.min(1, Math.max(0, row.reduce((sum, k, i) => sum + k * rgb[i]!, 0))));
  const [r, g, b] = seen as Colour;
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (a: Colour, b: Colour, vision: string): number => {
  const [p, q] = [lab(a, vision), lab(b, vision)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};
const look = (name: ClassName): Colour => onMap(CLASS_STYLES[name].fill!, CLASS_STYLES[name].fillOpacity);

describe("palette", () => {
  const hot: ClassName[] = ["hot_99", "hot_95", "hot_90"];
  const cold: ClassName[] = ["cold_99", "cold_95", "cold_90"];
  for (const vision of Object.keys(VISION)) {
    it(`keeps hot from cold (${vision})`, () => {
      for (const a of hot) for (const b of cold) expect([a, b, distance(look(a), look(b), vision) > 20]).toEqual([a, b, true]);
    });
    it(`keeps each class from its neighbour and from no difference (${vision})`, () => {
      for (const side of [hot, cold]) {
        const row = [...side, "not_significant" as ClassName];
        for (let i = 1; i < row.length; i++) expect([row[i], distance(look(row[i - 1]!), look(row[i]!), vision) > 10]).toEqual([row[i], true]);
      }
    });
    it(`keeps the steps of counts apart (${vision})`, () => {
      for (let i = 1; i < SEQUENTIAL.length; i++) {
        expect([i, distance(onMap(SEQUENTIAL[i - 1]!, 0.68), onMap(SEQUENTIAL[i]!, 0.68), vision) > 8]).toEqual([i, true]);
      }
    });
  }
  it("lets streets through and draws no colour where there is no verdict", () => {
    for (const style of Object.values(CLASS_STYLES)) expect(style.fillOpacity).toBeLessThanOrEqual(0.7);
    for (const name of ["too_few", "no_variation"] as const) expect([CLASS_STYLES[name].fill, CLASS_STYLES[name].hatched]).toEqual([null, true]);
  });
  it("has a style for zero and one per class of counts", () => {
    for (const steps of [0, 1, 3, 5]) expect(sequentialStyles(steps)).toHaveLength(steps + 1);
  });
});

describe("palette of yards", () => {
  const looks = YARD_STYLES.slice(1).map(({ fill, fillOpacity }) => onMap(fill!, fillOpacity));
  it.each(Object.keys(VISION))("keeps every class from every other, and from the bare ground (%s)", (vision) => {
    const all = [...looks, GROUND];
    const near = all.flatMap((a, i) => all.slice(i + 1).map((b) => distance(a, b, vision))).filter((d) => d < 20);
    expect(all).toHaveLength(5);
    expect(near).toEqual([]);
  });
  it("has no colour for what is not yet assessed, nor for a word that it does not know", () => {
    for (const name of [NOT_ASSESSED, "excellent", "4", ""]) {
      const style = YARD_STYLES[styleIndexOf(name)]!;
      expect([name, style.fill, style.hatched]).toEqual([name, null, true]);
    }
    for (const style of YARD_STYLES.slice(1)) expect([style.hatched, style.fill !== null]).toEqual([false, true]);
  });
  it("gives a score's class and a factor's step the same colour, the worst the last", () => {
    expect(SCORE_CLASSES.map(styleIndexOf)).toEqual([1, 2, 3, 4]);
    expect(STEPS.map(styleIndexOf)).toEqual([1, 2, 3, 4]);
  });
});
