/** The daily rhythm: seven days of 24 local hours, summed and scaled for the charts. */

export interface Rhythm {
  /** Incidents by hour, all days together. */
  byHour: number[];
  /** Incidents by weekday, Monday first. */
  byDay: number[];
  known: number;
  /** The busiest hour, or null without incidents or with several equally busy. */
  peakHour: number | null;
  /** The largest entry of the matrix. */
  highest: number;
}

export function summarise(hours: readonly (readonly number[])[]): Rhythm {
  const byHour = Array.from({ length: 24 }, (_, h) => sum(hours.map((day) => day[h] ?? 0)));
  const byDay = Array.from({ length: 7 }, (_, d) => sum(hours[d] ?? []));
  const most = Math.max(...byHour);
  const peaks = byHour.filter((v) => v === most).length;
  return {
    byHour,
    byDay,
    known: sum(byDay),
    peakHour: most > 0 && peaks === 1 ? byHour.indexOf(most) : null,
    highest: Math.max(0, ...hours.flat()),
  };
}

/** What each hour would hold if `total` incidents followed another rhythm; zeros where that one is empty. */
export function scaledTo(reference: readonly number[], total: number): number[] {
  const all = sum(reference);
  return reference.map((v) => (all > 0 ? (v * total) / all : 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
