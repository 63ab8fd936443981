/** Who read which precise data, for the administrator: newest first, filtered as one types, to be taken away as CSV. */
import { type Child, fill, h } from "../../ui/dom";
import type { Translator } from "../i18n/i18n";
import type { Context } from "../page";
import { action, instant, table, textField } from "./form";

interface Line {
  seq: number;
  at?: string;
  who?: string;
  role?: string;
  how?: string;
  client?: string;
  route?: string;
  query?: string;
  status?: number;
  rows?: number | null;
  text?: string;
}

interface Answer {
  lines: Line[];
  next_before: number | null;
  head: { seq: number; hash: string };
}

interface Verdict {
  whole: boolean;
  lines: number;
  reason?: string;
}

export async function accessLogPage(context: Context): Promise<Child[]> {
  const { tr, shell } = context;
  const first = await shell.client.get<Answer>("access-log?limit=200");
  const lines = [...first.lines];
  let before = first.next_before;
  const filter = textField(tr.t("log.filter"), { type: "search" }, tr.t("log.filter.hint"));
  const list = h("div", {});
  const more = h("div", { class: "row" });
  const verdict = h("p", { role: "status" });

  const draw = (): void => {
    const wanted = filter.input.value.trim().toLowerCase();
    const fits = (line: Line): boolean => wanted === "" || JSON.stringify(line).toLowerCase().includes(wanted);
    const found = lines.filter(fits);
    const columns = ["at", "who", "role", "how", "client", "route", "query", "status", "rows"] as const;
    const rows = found.map((line): Child[] => columns.map((column) => cell(line, column, tr)));
    fill(list, h("p", { role: "status" }, tr.t("log.found", { n: found.length, all: lines.length })),
      found.length > 0 && table(tr.t("title.access_log"), columns.map((column) => tr.t(`log.${column}`)), rows));
    fill(more, before !== null && action(tr, tr.t("log.older"), older));
  };
  const older = async (): Promise<void> => {
    const answer = await shell.client.get<Answer>(`access-log?limit=500&before=${before}`);
    lines.push(...answer.lines);
    before = answer.next_before;
    draw();
  };
  const verify = async (): Promise<void> => {
    const answer = await shell.client.get<Verdict>("access-log/verify");
    fill(verdict, answer.whole ? tr.t("log.whole", { n: answer.lines }) : tr.t("log.broken", { detail: answer.reason ?? "" }));
  };
  filter.input.addEventListener("input", draw);
  draw();
  return [
    h("p", {}, tr.t("log.text")),
    h("div", { class: "row" }, h("a", { class: "button", href: shell.client.address("access-log?f=csv&limit=1000"), download: "access-log.csv" }, tr.t("log.csv")), action(tr, tr.t("log.verify"), verify)),
    verdict, filter.element, list, more,
  ];
}

function cell(line: Line, column: "at" | "who" | "role" | "how" | "client" | "route" | "query" | "status" | "rows", tr: Translator): string {
  const value = line[column];
  if (column === "at") return instant(line.at ?? null, tr);
  if (column === "role") return tr.maybe(`role.${line.role}`) ?? line.role ?? "";
  return typeof value === "number" ? tr.number(value) : (value ?? "");
}
