/** The classes of the map of risk: ranks, not verdicts. */

/** The shares of the cells that a class and those above it hold, the widest first. */
export const RISK_SHARES = [0.2, 0.1, 0.05, 0.01] as const;

/** 0 for the rest, 1 for the top fifth, up to 4 for the top hundredth; cells that tie share the lower class. */
export function rankClasses(values: readonly (number | null)[]): Uint8Array {
  const falling = Float64Array.from(values, (value) => value ?? -1).sort().reverse();
  const limits = RISK_SHARES.map((share) => falling[Math.max(0, Math.floor(share * falling.length) - 1)] ?? Infinity);
  return Uint8Array.from(values, (value) => limits.filter((limit) => value !== null && value >= limit).length);
}
