/** The search of the map: areas, streets, yards by name in three languages and two scripts; coordinates; H3 cells. Pure. */
import type { Names } from "../../api/types";
import { forgiven, slips } from "./distance";
import { isKindWord, words } from "./fold";
import { type Bounds, type Spot, cellOf, spotOf } from "./place";

export interface Named {
  id: string;
  /** district, micro_district, street, yard, … */
  kind: string;
  names: Names;
}

export type Hit<T extends Named> =
  | { is: "spot"; spot: Spot }
  | { is: "cell"; cell: string }
  /** `score`: 0 is word for word; each slip and each word that was only begun makes it more. */
  | { is: "thing"; thing: T; score: number };

interface Entry<T> {
  thing: T;
  /** One list of words for each language. */
  spellings: string[][];
}

export class SearchIndex<T extends Named> {
  private readonly entries: Entry<T>[];

  /** @param kinds the order of kinds among equal hits; those that are not named come last */
  constructor(
    things: readonly T[],
    private readonly kinds: readonly string[] = ["district", "micro_district", "street", "yard"],
  ) {
    this.entries = things.map((thing) => ({
      thing,
      spellings: [...new Map(Object.values(thing.names).map((name) => [words(name).join(" "), words(name)])).values()],
    }));
  }

  /** What a text may mean, the best first; a spot or a cell alone where it is one. O(entries × words²). */
  find(text: string, options: { limit?: number; bounds?: Bounds | null } = {}): Hit<T>[] {
    const { limit = 10, bounds = null } = options;
    const cell = cellOf(text);
    if (cell) return [{ is: "cell", cell }];
    const spot = spotOf(text, bounds);
    if (spot) return [{ is: "spot", spot }];
    const typed = words(text);
    // A word for the kind helps nobody to find a thing, but may be all that was typed: `Аула`.
    const telling = typed.filter((word) => !isKindWord(word));
    const wanted = telling.length > 0 ? telling : typed;
    if (wanted.length === 0) return [];
    const scored = this.entries.flatMap(({ thing, spellings }) => {
      const best = Math.min(...spellings.map((spelling) => scoreOf(wanted, spelling)));
      return Number.isFinite(best) ? [{ is: "thing" as const, thing, score: best }] : [];
    });
    const rank = ({ thing }: { thing: T }): number => (this.kinds.indexOf(thing.kind) + this.kinds.length + 1) % (this.kinds.length + 1);
    scored.sort((a, b) => a.score - b.score || rank(a) - rank(b) || a.thing.id.localeCompare(b.thing.id));
    return scored.slice(0, limit);
  }
}

/** Every typed word must be found; the last one may be only begun. Words of the name that were not typed cost little. */
function scoreOf(typed: readonly string[], name: readonly string[]): number {
  const free = [...name];
  let score = 0;
  // A number that is not there decides at once, before anything is compared letter by letter.
  if (typed.some((word) => /^\d/.test(word) && !name.includes(word))) return Infinity;
  for (const [index, word] of typed.entries()) {
    const costs = free.map((other) => costOf(word, other, index === typed.length - 1));
    const best = Math.min(...costs, Infinity);
    if (!Number.isFinite(best)) return Infinity;
    score += best;
    free.splice(costs.indexOf(best), 1);
  }
  return score + 0.01 * free.filter((word) => !isKindWord(word)).length;
}

function costOf(typed: string, word: string, mayBegin: boolean): number {
  if (typed === word) return 0;
  // House 12 is not house 13 and not house 120.
  if (/^\d/.test(typed) || /^\d/.test(word)) return Infinity;
  if (mayBegin && word.startsWith(typed)) return 0.1;
  const most = forgiven(typed.length);
  const whole = slips(typed, word, most);
  if (whole <= most) return whole;
  const begun = mayBegin && typed.length >= 5 ? slips(typed, word, 1, true) : Infinity;
  return begun <= 1 ? begun + 0.2 : Infinity;
}
