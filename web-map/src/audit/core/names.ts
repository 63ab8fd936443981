/** Finding a kept yard by a few letters of its name, in any of the languages. Pure. */
import type { Names } from "../../api/types";

interface Named {
  id: string;
  names: Names;
  place?: Names;
}

/** Lower case, letters and figures only, ё as е: what people type on a phone. */
export function folded(text: string): string {
  return text.toLowerCase().replace(/ё/g, "е").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Those whose name holds every word that was typed, at most `most`. */
export function matching<T extends Named>(things: readonly T[], typed: string, most = 20): T[] {
  const words = folded(typed).split(" ").filter((word) => word !== "");
  if (words.length === 0) return [];
  const fits = (thing: T): boolean => {
    const text = folded([thing.id, ...Object.values(thing.names), ...Object.values(thing.place ?? {})].join(" "));
    return words.every((word) => text.includes(word));
  };
  return things.filter(fits).slice(0, most);
}
