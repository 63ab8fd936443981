/**
 * One spelling for what is written in Kazakh, Russian or English, in Cyrillic or Latin: Жібек жолы, Жибек Жолы,
 * Zhibek Zholy and Jibek Joly are one. Pure.
 */

const CYRILLIC: Readonly<Record<string, string>> = {
  а: "a", ә: "a", б: "b", в: "v", г: "g", ғ: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", і: "i", й: "i", к: "k", қ: "k", л: "l",
  м: "m", н: "n", ң: "n", о: "o", ө: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ұ: "u", ү: "u", ф: "f", х: "h", һ: "h", ц: "ts", ч: "ch",
  ш: "sh", щ: "sh", ъ: "", ы: "i", ь: "", э: "e", ю: "iu", я: "ia",
};

/** Ways to write the same sound in Latin letters, the longer first. */
const LATIN: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, "sh"], [/kh|x/g, "h"], [/gh/g, "g"], [/ng\b/g, "n"], [/q|c(?!h)/g, "k"], [/w/g, "v"], [/yo|jo(?!l)/g, "e"], [/y|ı/g, "i"],
  [/j/g, "zh"], [/ii/g, "i"], [/ie/g, "e"], [/tz/g, "ts"], [/ph/g, "f"],
];

/** Words for the kind of a place, in folded spelling: they may be typed or left out. */
const KINDS = new Set([
  "ulitsa", "ul", "koshesi", "kosh", "k", "street", "str", "st", "prospekt", "pr", "prosp", "dangili", "avenue", "ave", "av", "pereulok", "per", "lane",
  "mikroraion", "mkr", "mkrn", "shagin", "ikshamaudani", "mikrodistrikt", "raion", "audani", "audan", "distrikt", "dvor", "aula", "aulasi",
  "iard", "dom", "d", "ui", "house", "po", "shosse", "bulvar", "boulevard",
].map((word) => foldWord(word)));

/** A word in the common spelling. */
export function foldWord(word: string): string {
  const plain = word.toLowerCase().replace(/ё/g, "е").normalize("NFC");
  const latin = [...plain].map((letter) => CYRILLIC[letter] ?? letter).join("").normalize("NFD").replace(/[\u0300-\u036f'’ʹ`]/g, "");
  const one = LATIN.reduce((text, [from, to]) => text.replace(from, to), latin);
  // Doubled letters are the commonest slip, and the scripts do not agree on them.
  return one.replace(/([a-z])\1+/g, "$1");
}

/** The words of a text in the common spelling; figures and letters that touch are parted: 12а is 12 and a. */
export function words(text: string): string[] {
  const found = text.toLowerCase().normalize("NFC").match(/\p{L}[\p{L}\p{M}'’ʹ]*|\p{N}+/gu) ?? [];
  return found.map(foldWord).filter((word) => word !== "");
}

/** Whether a folded word says only what kind of place is meant. */
export function isKindWord(word: string): boolean {
  return KINDS.has(word);
}
