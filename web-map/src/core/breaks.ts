/** Class limits for counts and densities: quantiles of the values above zero, so that few classes are empty. */

export interface Breaks {
  /** Ascending lower limits of the classes above zero. */
  lower: number[];
  /** The largest value. */
  highest: number;
}

/** Limits of whole counts: each is a count that can occur. */
export function countBreaks(counts: readonly (number | null)[], steps = 5): Breaks {
  return breaksOf(positive(counts), steps, Math.round, 1);
}

/** Limits of densities, at two significant digits so that the legend can be read. */
export function densityBreaks(values: readonly (number | null)[], steps = 5): Breaks {
  return breaksOf(positive(values), steps, (v) => Number(v.toPrecision(2)), 0);
}

/** 0 for zero (or no value), else 1 + the class the value lies in. */
export function classOf(value: number | null | undefined, breaks: Breaks): number {
  if (value === null || value === undefined || value <= 0) return 0;
  let index = 0;
  while (index < breaks.lower.length && value >= breaks.lower[index]!) index++;
  return Math.max(index, 1);
}

function positive(values: readonly (number | null)[]): number[] {
  return values.filter((v): v is number => v !== null && v > 0).sort((a, b) => a - b);
}

function breaksOf(sorted: number[], steps: number, round: (v: number) => number, first: number): Breaks {
  if (sorted.length === 0) return { lower: [], highest: 0 };
  const lower = [first];
  for (let i = 1; i < steps; i++) {
    const value = round(sorted[Math.floor((i * sorted.length) / steps)]!);
    if (value > lower.at(-1)! && value > sorted[0]! && value <= sorted.at(-1)!) lower.push(value);
  }
  // When nearly all cells hold one incident the quantiles collapse: the rare high counts still get a class of their own.
  const top = round(sorted.at(-1)!);
  if (lower.length < 3 && first === 1) {
    for (const value of [2, 3, 5, 10, 20, 50]) if (value > lower.at(-1)! && value <= top && lower.length < steps) lower.push(value);
  }
  return { lower, highest: sorted.at(-1)! };
}
