/** Hours and weekdays as they stand in addresses and parameters: `20-2`, `mon-fri`, `sat,sun`. */

export const WEEKDAY_CODES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** `[from, to)`; null for text that is none, or that selects nothing or the whole day. */
export function parseHours(text: string): [number, number] | null {
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(text);
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2]);
  if (from > 23 || to > 24 || from === to || (from === 0 && to === 24)) return null;
  return [from, to];
}

export function formatHours(hours: readonly [number, number]): string {
  return `${hours[0]}-${hours[1]}`;
}

/** Whether the hours go over midnight and so belong to the evening's weekday. */
export function wraps(hours: readonly [number, number]): boolean {
  return hours[1] < hours[0];
}

/** Weekdays, 0 is Monday, ascending; `fri-mon` goes over the week's end. Unknown names are dropped; all seven are no filter. */
export function parseWeekdays(text: string): number[] {
  const days = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last] = part.split("-").map((code) => WEEKDAY_CODES.indexOf(code as "mon"));
    if (first === undefined || first < 0) continue;
    const end = last === undefined ? first : last;
    if (end < 0) continue;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === end) break;
    }
  }
  return days.size === 7 ? [] : [...days].sort((a, b) => a - b);
}

/** The shortest form: runs of three or more days as `mon-fri`. */
export function formatWeekdays(days: readonly number[]): string {
  return weekdayRuns(days)
    .map(([first, last]) => {
      const a = WEEKDAY_CODES[first]!;
      const b = WEEKDAY_CODES[last]!;
      if (first === last) return a;
      return last === first + 1 ? `${a},${b}` : `${a}-${b}`;
    })
    .join(",");
}

/** Days as runs of neighbours, first and last included. */
export function weekdayRuns(days: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}
