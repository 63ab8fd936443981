/**
 * The compact form of a study set: ascending cell numbers, the first absolute, then differences.
 * A cell's number is its H3 index without mode, resolution and unused digits.
 */

/** Ascending cell numbers out of the differences. At most 7 + 3·15 = 52 bits: exact in a double. */
export function decodeDeltas(deltas: readonly number[]): Float64Array {
  const numbers = new Float64Array(deltas.length);
  let sum = 0;
  for (let i = 0; i < deltas.length; i++) {
    const step = deltas[i]!;
    if (!Number.isSafeInteger(step) || step < 0 || (i > 0 && step === 0)) {
      throw new RangeError(`cell ${i} of the study set is not ascending: difference ${step}`);
    }
    sum += step;
    numbers[i] = sum;
  }
  return numbers;
}

/** The H3 index, 15 hexadecimal digits, of a cell number at a resolution. */
export function cellId(number: number, resolution: number): string {
  const unused = BigInt(3 * (15 - resolution));
  const index = (1n << 59n) | (BigInt(resolution) << 52n) | (BigInt(number) << unused) | ((1n << unused) - 1n);
  return index.toString(16);
}

/** The cell number of an H3 index, or null where the text is no cell index. */
export function cellNumber(id: string): { number: number; resolution: number } | null {
  if (!/^8[0-9a-f]{14}$/.test(id)) return null;
  const index = BigInt(`0x${id}`);
  const resolution = Number((index >> 52n) & 15n);
  const unused = BigInt(3 * (15 - resolution));
  const number = Number((index >> unused) & ((1n << BigInt(7 + 3 * resolution)) - 1n));
  return { number, resolution };
}

/** Position of a cell in the ascending numbers, or −1. */
export function positionOf(numbers: Float64Array, id: string, resolution: number): number {
  const wanted = cellNumber(id);
  if (!wanted || wanted.resolution !== resolution) return -1;
  let low = 0;
  let high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = numbers[middle]!;
    if (value === wanted.number) return middle;
    if (value < wanted.number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
