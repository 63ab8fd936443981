import { cellToBoundary, getResolution, latLngToCell, polygonToCells } from "h3-js";
import { describe, expect, it } from "vitest";
import type { ClassName, ColumnsAnswer } from "../src/api/types";
import { classOf, countBreaks, densityBreaks } from "../src/core/breaks";
import { CLASS_ORDER, CellTable } from "../src/core/columns";
import { cellId, cellNumber, decodeDeltas, positionOf } from "../src/core/h3delta";
import { latOf, lonOf, worldX, worldY } from "../src/core/mercator";
import { neighboursOf, shapeAt, shapesOf, shapesOfAreas } from "../src/core/shapes";

const ALMATY = [[[43.2, 76.85], [43.2, 76.95], [43.28, 76.95], [43.28, 76.85]]];
const cellsAt = (resolution: number): string[] => polygonToCells(ALMATY as [number, number][][], resolution).sort();

describe("h3-delta", () => {
  it.each([7, 8, 9, 10, 11])("round-trips the cells of a city at resolution %i", (resolution) => {
    const cells = cellsAt(resolution);
    const numbers = cells.map((cell) => cellNumber(cell)!.number);
    const deltas = numbers.map((n, i) => (i === 0 ? n : n - numbers[i - 1]!));
    const decoded = decodeDeltas(deltas);
    expect(Array.from(decoded, (n) => cellId(n, resolution))).toEqual(cells);
    for (const at of [0, cells.length >> 1, cells.length - 1]) expect(positionOf(decoded, cells[at]!, resolution)).toBe(at);
    expect(positionOf(decoded, latLngToCell(0, 0, resolution), resolution)).toBe(-1);
    expect(positionOf(decoded, latLngToCell(43.24, 76.9, resolution === 7 ? 8 : 7), resolution)).toBe(-1);
  });
  it("is exact at the finest resolution", () => {
    const cell = latLngToCell(43.24, 76.9, 15);
    expect(cellId(cellNumber(cell)!.number, 15)).toBe(cell);
    expect(getResolution(cell)).toBe(15);
  });
  it("refuses numbers that do not ascend", () => {
    expect(() => decodeDeltas([5, 0])).toThrow(/not ascending/);
    expect(() => decodeDeltas([5, -1])).toThrow(/not ascending/);
    expect(() => decodeDeltas([5, 1.5])).toThrow(/not ascending/);
  });
  it("knows what is no cell", () => {
    for (const text of ["", "8a20e600241fff", "district:medeu", "9a20e600241ffff", "8A20E600241FFFF"]) expect(cellNumber(text)).toBeNull();
  });
});

describe("shapes", () => {
  const cells = cellsAt(10);
  const rings = cells.map((cell) => [cellToBoundary(cell).flatMap(([lat, lon]) => [worldX(lon), worldY(lat)])]);
  const shapes = shapesOf(rings);
  it("finds the cell under a point as H3 does", () => {
    for (let i = 0; i < 500; i++) {
      const [lat, lon] = [43.205 + 0.07 * ((i * 0.618) % 1), 76.855 + 0.09 * ((i * 0.414) % 1)];
      const at = shapeAt(shapes, worldX(lon), worldY(lat));
      expect(at < 0 ? null : cells[at]).toBe(latLngToCell(lat, lon, 10));
    }
    expect(shapeAt(shapes, worldX(0), worldY(0))).toBe(-1);
  });
  it("finds exactly the ring around a cell", () => {
    const inner = cells.indexOf(latLngToCell(43.24, 76.9, 10));
    expect(neighboursOf(shapes, inner)).toHaveLength(6);
  });
  it("leaves holes out", () => {
    const square = (a: number, b: number): [number, number][] => [[a, a], [b, a], [b, b], [a, b], [a, a]];
    const one = shapesOfAreas([
      { type: "Feature", properties: { id: "a:b", names: {} }, geometry: { type: "Polygon", coordinates: [square(0, 10), square(4, 6)] } },
      { type: "Feature", properties: { id: "a:c", names: {} }, geometry: null },
    ]);
    expect(shapeAt(one, worldX(1), worldY(1))).toBe(0);
    expect(shapeAt(one, worldX(5), worldY(5))).toBe(-1);
  });
  it("has a projection that goes back", () => {
    expect(lonOf(worldX(76.9))).toBeCloseTo(76.9, 10);
    expect(latOf(worldY(43.2))).toBeCloseTo(43.2, 10);
    expect(worldY(0)).toBeCloseTo(0.5, 12);
  });
});

describe("columns", () => {
  const numbers = Float64Array.from([10, 20, 30, 40]);
  const classes: ClassName[] = ["not_significant", "hot_99", "cold_95"];
  const answer: ColumnsAnswer = {
    set: "s", n: 4, classes, settings: { layer: "incidents" },
    columns: { count: [3, 9, 0, 3], q: [0.5, 0.001, null, 0.2], class: [0, 1, 2, 0], z: [0.1, 6, -3, 1] },
  };
  const table = new CellTable({ numbers, resolution: 10 }, answer);
  it("maps the server's classes by name, whatever their order", () => {
    expect(Array.from(table.classes, (rank) => CLASS_ORDER[rank])).toEqual(["not_significant", "hot_99", "cold_95", "not_significant"]);
  });
  it("sorts both ways, undefined last, ties in the order of the cells", () => {
    expect([...table.order({ key: "count", descending: true })]).toEqual([1, 0, 3, 2]);
    expect([...table.order({ key: "q", descending: false })]).toEqual([1, 3, 0, 2]);
    expect([...table.order({ key: "q", descending: true })]).toEqual([0, 3, 1, 2]);
    expect([...table.order({ key: "class", descending: false })]).toEqual([1, 3, 0, 2]);
  });
  it("refuses columns that do not fit the cells, and unknown classes", () => {
    expect(() => new CellTable({ numbers: numbers.slice(1), resolution: 10 }, answer)).toThrow(/4 values for 3 cells/);
    expect(() => new CellTable({ numbers, resolution: 10 }, { ...answer, classes: ["lukewarm" as ClassName, "hot_99", "cold_95"] })).toThrow(/not one of/);
  });
});

describe("breaks", () => {
  it("gives every count a class and names only counts that occur", () => {
    const counts = [0, 0, 1, 1, 1, 2, 2, 3, 5, 8, 13, null];
    const breaks = countBreaks(counts);
    expect(breaks.lower[0]).toBe(1);
    expect([...breaks.lower].sort((a, b) => a - b)).toEqual(breaks.lower);
    expect(classOf(0, breaks)).toBe(0);
    expect(classOf(null, breaks)).toBe(0);
    expect(classOf(1, breaks)).toBe(1);
    expect(classOf(13, breaks)).toBe(breaks.lower.length);
  });
  it("keeps rare high counts apart when nearly all are one", () => {
    const breaks = countBreaks([...new Array<number>(100).fill(1), 30]);
    expect(classOf(30, breaks)).toBeGreaterThan(classOf(1, breaks));
  });
  it("copes with nothing and with one value", () => {
    expect(countBreaks([])).toEqual({ lower: [], highest: 0 });
    expect(classOf(0.4, densityBreaks([0.4, 0.4]))).toBe(1);
  });
});
