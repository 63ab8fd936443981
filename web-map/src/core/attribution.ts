/** The attribution of a basemap as plain pieces: tile providers ship HTML, and no data becomes HTML here. */

export interface Piece {
  text: string;
  href: string | null;
}

/** Text and http(s) links of an attribution; every other tag is dropped, its text kept. */
export function attributionPieces(source: string): Piece[] {
  const pieces: Piece[] = [];
  const push = (text: string, href: string | null): void => {
    const plain = decode(text.replace(/<[^>]*>/g, ""));
    if (plain !== "") pieces.push({ text: plain, href });
  };
  const link = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a>/gis;
  let end = 0;
  for (const match of source.matchAll(link)) {
    push(source.slice(end, match.index), null);
    const href = decode(match[1] ?? match[2] ?? "").trim();
    push(match[3] ?? "", /^https?:\/\//i.test(href) ? href : null);
    end = match.index + match[0].length;
  }
  push(source.slice(end), null);
  return pieces;
}

function decode(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', copy: "©", nbsp: " ", "#39": "'" };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => named[name] ?? whole);
}
