/** Local civil dates as `YYYY-MM-DD` text. No time zone enters: arithmetic is on the calendar alone. */

/** Whether the text is a day that exists. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The same day so many months on; a day that the month lacks becomes its last. */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = parts(date);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

/** Year, month (1 to 12) and day. */
export function parts(date: string): [number, number, number] {
  const [year, month, day] = date.split("-").map(Number);
  return [year ?? 0, month ?? 1, day ?? 1];
}

export interface QuickPeriod {
  id: "all" | "months12" | "days90" | `year${string}`;
  from: string | null;
  to: string | null;
}

/** The quick choices for data that cover a half-open period: all, last 12 months, last 90 days, each year. */
export function quickPeriods(data: { from: string; to: string }): QuickPeriod[] {
  const choices: QuickPeriod[] = [
    { id: "all", from: null, to: null },
    { id: "months12", from: addMonths(data.to, -12), to: data.to },
    { id: "days90", from: addDays(data.to, -90), to: data.to },
  ];
  const [lastYear] = parts(addDays(data.to, -1));
  for (let year = lastYear; year >= parts(data.from)[0]; year--) {
    choices.push({ id: `year${year}`, from: `${year}-01-01`, to: `${year + 1}-01-01` });
  }
  return choices;
}
