/** The problem files of an area: what is the matter, what is done, notes of the bodies, the best mends for a budget. */
import { type Child, fill, h } from "../../ui/dom";
import type { Measure, ProblemFile } from "../api";
import { choice, field, longField, numberOf } from "./fields";
import { type Context, called, failure, section, table } from "./shell";

const EVIDENCE = ["strong", "moderate", "weak", "none", "harmful"];

export async function filesPart(context: Context, area: string): Promise<HTMLElement> {
  const { tr, desk } = context;
  const list = h("div", { class: "result" });
  const show = async (): Promise<void> => {
    try {
      const { files } = await desk.get<{ files: { id: string; area: string }[] }>("problem-files");
      const own = await Promise.all(files.filter((f) => f.area === area).map((f) => desk.get<ProblemFile>(`problem-files/${f.id}`)));
      fill(list, ...(own.length === 0 ? [h("p", {}, tr.t("file.none"))] : own.map((file) => one(context, file, show))));
    } catch (error) {
      fill(list, failure(error, tr));
    }
  };
  await show();
  const title = field(tr.t("file.title"), { type: "text", required: true, maxlength: 200 });
  const matter = longField(tr.t("file.matter"));
  const hypothesis = longField(tr.t("file.hypothesis"));
  const out = h("div", { "aria-live": "polite" });
  const open = async (event: Event): Promise<void> => {
    event.preventDefault();
    const file: ProblemFile = {
      title: title.value(), area, matter: matter.value(), hypothesis: hypothesis.value(), measures: [], notes: [], reviews: [], outcome: "", closed: false,
    };
    await tried(context, out, () => desk.send("POST", "problem-files", file), show);
  };
  const form = h("form", { class: "form", onsubmit: (event: Event) => void open(event) }, title.element, matter.element, hypothesis.element,
    h("button", { type: "submit" }, tr.t("file.open")));
  return section(tr.t("file.files"), list, h("details", { class: "no-print" }, h("summary", {}, tr.t("file.new")), form, out));
}

async function tried(context: Context, out: HTMLElement, work: () => Promise<unknown>, then: () => Promise<void>): Promise<void> {
  try {
    await work();
    fill(out);
    await then();
  } catch (error) {
    fill(out, failure(error, context.tr));
  }
}

function one(context: Context, file: ProblemFile, again: () => Promise<void>): HTMLElement {
  const { tr } = context;
  const rows = file.measures.map((m): Child[] => [
    m.what, m.body, m.from === undefined ? "–" : tr.shortDate(m.from), tr.number(m.cost), called(tr, `evidence.${m.evidence}`, m.evidence), tr.number(m.benefit, 1), called(tr, `progress.${m.progress}`, m.progress),
  ]);
  const headings = ["file.what", "file.body", "file.from", "file.cost", "file.evidence", "file.benefit", "file.progress"] as const;
  return h("article", { class: "file" }, h("h3", {}, file.title),
    h("p", {}, file.matter),
    file.hypothesis !== "" && h("p", {}, h("strong", {}, tr.t("file.hypothesis"), ": "), file.hypothesis),
    rows.length > 0 && table(tr.t("file.measures"), headings.map((key) => tr.t(key)), rows, [3, 5]),
    file.notes.length > 0 && h("ul", {}, ...file.notes.map((n) => h("li", {}, `${tr.shortDate(n.on)}, ${n.body}: ${n.text}`))),
    file.outcome !== "" && h("p", {}, h("strong", {}, tr.t("file.outcome"), ": "), file.outcome),
    measureForm(context, file, again), noteForm(context, file, again), budgetForm(context, file));
}

/** The file as it is sent back: without the name it goes by. */
function changed(file: ProblemFile, change: Partial<ProblemFile>): ProblemFile {
  const { id: _, ...rest } = file;
  return { ...rest, ...change };
}

function measureForm(context: Context, file: ProblemFile, again: () => Promise<void>): HTMLElement {
  const { tr, desk } = context;
  const what = field(tr.t("file.what"), { type: "text", required: true });
  const body = field(tr.t("file.body"), { type: "text", required: true });
  const from = field(tr.t("file.from"), { type: "date" });
  const cost = field(tr.t("file.cost"), { type: "number", min: 0, value: 0 });
  const benefit = field(tr.t("file.benefit"), { type: "number", min: 0, step: "any", value: 0 }, tr.t("file.benefit.hint"));
  const evidence = choice(tr.t("file.evidence"), EVIDENCE.map((e) => ({ value: e, text: called(tr, `evidence.${e}`, e) })), "weak");
  const out = h("div", { "aria-live": "polite" });
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const measure: Measure = {
      id: `m-${file.measures.length + 1}`, what: what.value(), place: "", body: body.value(), cost: numberOf(cost.value()) ?? 0,
      evidence: evidence.value(), benefit: numberOf(benefit.value()) ?? 0, progress: "proposed", ...(from.value() === "" ? {} : { from: from.value() }),
    };
    await tried(context, out, () => desk.send("PUT", `problem-files/${file.id}`, changed(file, { measures: [...file.measures, measure] })), again);
  };
  return h("details", { class: "no-print" }, h("summary", {}, tr.t("file.add_measure")),
    h("form", { class: "form", onsubmit: (event: Event) => void add(event) },
      ...[what, body, from, cost, benefit, evidence].map((f) => f.element), h("button", { type: "submit" }, tr.t("file.add"))), out);
}

function noteForm(context: Context, file: ProblemFile, again: () => Promise<void>): HTMLElement {
  const { tr, desk } = context;
  const body = field(tr.t("file.body"), { type: "text", required: true });
  const text = longField(tr.t("file.note"));
  const out = h("div", { "aria-live": "polite" });
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const note = { body: body.value(), on: new Date().toISOString().slice(0, 10), text: text.value() };
    await tried(context, out, () => desk.send("PUT", `problem-files/${file.id}`, changed(file, { notes: [...file.notes, note] })), again);
  };
  return h("details", { class: "no-print" }, h("summary", {}, tr.t("file.add_note")),
    h("form", { class: "form", onsubmit: (event: Event) => void add(event) },
      body.element, text.element,
      h("button", { type: "submit" }, tr.t("file.add"))), out);
}

function budgetForm(context: Context, file: ProblemFile): HTMLElement | false {
  const { tr, desk } = context;
  if (file.measures.length === 0) return false;
  const budget = field(tr.t("file.budget"), { type: "number", min: 0, required: true });
  const out = h("p", { "aria-live": "polite" });
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const best = await desk.get<{ chosen: string[]; cost: number; benefit: number }>(`problem-files/${file.id}/best-mends?budget=${budget.value()}`);
      const names = best.chosen.map((id) => file.measures.find((m) => m.id === id)?.what ?? id).join(", ");
      fill(out, tr.t("file.best", { names: names || "–", cost: best.cost, benefit: tr.number(best.benefit, 1) }));
    } catch (error) {
      fill(out, failure(error, tr));
    }
  };
  return h("form", { class: "form no-print", onsubmit: (event: Event) => void ask(event) },
    budget.element,
    h("button", { type: "submit" }, tr.t("file.find_best")), out);
}
