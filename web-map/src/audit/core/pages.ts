/** Which things stand on which screen of a round. Pure. */
import { type Factor, type Instrument, type Outcome, screens } from "../../checklist/core/instrument";
import { type Draft, refusal } from "./draft";

/** The screens of a round: lists of what can be judged, the outcome with the last. */
export function pagesOf(instrument: Instrument, draft: Draft, now: number): (Factor | Outcome)[][] {
  const can = ({ when, id }: { when: Factor["when"]; id: string }): boolean =>
    refusal(when, draft, now) === null || id in draft.answers || id in draft.outcomes;
  return screens<Factor | Outcome>([...instrument.factors.filter(can), ...instrument.outcomes.filter(can)]);
}
