/** What the yard's page says: what is good, what needs mending, what has been mended. Pure. */
import type { Factor, Instrument } from "../../checklist/core/instrument";
import type { Case, FactorValue, YardPage } from "./types";

/** Up to here a factor is said to be good; the scale is 0 to 3. */
export const GOOD_BELOW = 0.5;
/** From here on it needs mending: what rounds to "marked". */
export const MEND_FROM = 1.5;

export interface Told {
  factor: Factor;
  /** The step of the scale whose words are shown. */
  step: 0 | 1 | 2 | 3;
  /** The open case, where there is one. */
  open: Case | null;
}

export interface Story {
  good: Told[];
  slight: Told[];
  mend: Told[];
  mended: { factor: Factor; mended: Case }[];
}

/** The factors sorted by what has to be done, the worst first. An open case is a thing to mend whatever the value. */
export function storyOf(page: YardPage, instrument: Instrument): Story {
  const story: Story = { good: [], slight: [], mend: [], mended: [] };
  for (const factor of instrument.factors) {
    const value = page.assessment.factors.find((one) => one.factor === factor.id);
    const open = page.cases.find((one) => one.factor === factor.id && one.state !== "confirmed") ?? null;
    const severity = valueOf(value);
    if (severity === null && !open) continue;
    const told: Told = { factor, step: stepOf(open ? Math.max(severity ?? 0, MEND_FROM) : (severity ?? 0)), open };
    if (open || (severity ?? 0) >= MEND_FROM) story.mend.push(told);
    else if ((severity ?? 0) < GOOD_BELOW) story.good.push(told);
    else story.slight.push(told);
  }
  story.mend.sort((a, b) => b.step - a.step);
  const closed = page.cases.filter(({ state }) => state === "confirmed");
  closed.sort((a, b) => (b.mended_at ?? "").localeCompare(a.mended_at ?? ""));
  story.mended = closed.flatMap((mended) => {
    const factor = instrument.factors.find(({ id }) => id === mended.factor);
    return factor ? [{ factor, mended }] : [];
  });
  return story;
}

export function stepOf(value: number): 0 | 1 | 2 | 3 {
  return Math.min(3, Math.max(0, Math.round(value))) as 0 | 1 | 2 | 3;
}

/** Raters of all roles. */
export function ratersOf(page: YardPage): number {
  return Object.values(page.assessment.covered.raters).reduce((sum, n) => sum + n, 0);
}

function valueOf(value: FactorValue | undefined): number | null {
  return value?.state === "rated" ? value.value : null;
}
