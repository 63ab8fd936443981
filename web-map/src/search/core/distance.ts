/** How far two words are apart in slips of the finger: a letter more, less, another one, or two swapped. Pure. */

/**
 * The least number of slips that turn `typed` into `word`, or into the beginning of it where `begins`; more than `most`
 * is answered as `most + 1`. O(length²).
 */
export function slips(typed: string, word: string, most: number, begins = false): number {
  if (!begins && Math.abs(typed.length - word.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    for (let j = 1; j <= word.length; j++) {
      const same = typed[i - 1] === word[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1];
      if (swapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(most + 1, begins ? Math.min(...last) : last[word.length]!);
}

/** How many slips a word of this length is forgiven. */
export function forgiven(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}
