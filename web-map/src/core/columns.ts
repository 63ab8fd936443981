/** The columns of a layer of cells: one value per position in the study set, sortable without touching the rows. */
import type { ClassName, ColumnName, ColumnsAnswer } from "../api/types";
import { cellId, positionOf } from "./h3delta";

export const CLASS_ORDER: readonly ClassName[] = [
  "hot_99", "hot_95", "hot_90", "not_significant", "cold_90", "cold_95", "cold_99", "too_few", "no_variation",
];

export type SortKey = ColumnName;
export interface Sort {
  key: SortKey;
  descending: boolean;
}

export interface Cells {
  numbers: Float64Array;
  resolution: number;
}

export class CellTable {
  readonly n: number;
  /** Class of each cell as an index into `names`; all zero-length where the layer has none. */
  readonly classes: Uint8Array;

  constructor(
    readonly cells: Cells,
    readonly answer: ColumnsAnswer,
    /** The classes in the order of the legend. */
    readonly names: readonly string[] = CLASS_ORDER,
  ) {
    this.n = cells.numbers.length;
    for (const [name, values] of Object.entries(answer.columns)) {
      if (values.length !== this.n) {
        throw new RangeError(`column ${name} has ${values.length} values for ${this.n} cells`);
      }
    }
    const order = (answer.classes ?? []).map((name) => names.indexOf(name));
    this.classes = Uint8Array.from(answer.columns.class ?? [], (index) => {
      const rank = order[index ?? -1] ?? -1;
      if (rank < 0) throw new RangeError(`class ${index} is not one of ${answer.classes?.join(", ")}`);
      return rank;
    });
  }

  /** A value, or null where the column is not there or the figure is undefined. */
  value(name: ColumnName, position: number): number | null {
    return this.answer.columns[name]?.[position] ?? null;
  }

  className(position: number): string | null {
    const rank = this.classes[position];
    return rank === undefined ? null : this.names[rank]!;
  }

  id(position: number): string {
    return cellId(this.cells.numbers[position]!, this.cells.resolution);
  }

  position(id: string): number {
    return positionOf(this.cells.numbers, id, this.cells.resolution);
  }

  has(name: ColumnName): boolean {
    return this.answer.columns[name] !== undefined;
  }

  /** Positions in order. Undefined figures come last either way; ties keep the order of the cells. */
  order(sort: Sort): Uint32Array {
    const positions = Uint32Array.from({ length: this.n }, (_, i) => i);
    const key = this.sortValues(sort.key);
    const sign = sort.descending ? -1 : 1;
    return positions.sort((a, b) => {
      const [x, y] = [key[a]!, key[b]!];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return sign * (x - y) || a - b;
    });
  }

  private sortValues(key: SortKey): Float64Array {
    if (key === "class") {
      // Within a class the stronger departure from the expected first.
      const z = this.answer.columns.z ?? this.answer.columns.difference;
      return Float64Array.from(this.classes, (rank, i) => rank - Math.min(Math.abs(z?.[i] ?? 0), 99) / 100);
    }
    return Float64Array.from(this.answer.columns[key] ?? new Array<null>(this.n).fill(null), (v) => v ?? NaN);
  }
}
