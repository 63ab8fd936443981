/** Which screen is open, as the address has it: the phone's own "back" works. Pure. */
export type ScreenName = "start" | "consent" | "yard" | "round" | "last" | "done";

export interface Screen {
  name: ScreenName;
  /** Of a round. */
  page: number;
  /** The client id of a round that is done. */
  id?: string;
}

export function readScreen(hash: string): Screen {
  const [name = "", rest = ""] = hash.replace(/^#\/?/, "").split("/");
  if (name === "round") return { name, page: Math.max(0, Number.parseInt(rest, 10) || 1) - 1 };
  if (name === "done" && /^[0-9a-f]{32}$/.test(rest)) return { name, page: 0, id: rest };
  if (name === "consent" || name === "yard" || name === "last") return { name, page: 0 };
  return { name: "start", page: 0 };
}

export function writeScreen({ name, page, id }: Screen): string {
  if (name === "start") return "#/";
  if (name === "round") return `#/round/${page + 1}`;
  return name === "done" ? `#/done/${id ?? ""}` : `#/${name}`;
}
