/** The plans there are. */
import { h } from "../../ui/dom";
import type { PlanLine } from "../api";
import { type Context, section, table } from "./shell";

export async function planList({ desk, tr, base }: Context): Promise<HTMLElement> {
  const { plans } = await desk.get<{ plans: PlanLine[] }>("plans");
  if (plans.length === 0) return section(tr.t("list.title"), h("p", {}, tr.t("list.none")));
  const rows = plans.map((plan) => [
    h("a", { href: `${base}plans/${plan.id}?version=${plan.version}&lang=${tr.language}` }, plan.title),
    `${plan.id} · ${tr.number(plan.version)}`,
    tr.date(plan.start),
    tr.number(plan.months),
    tr.number(plan.pilots),
    plan.frozen === null ? tr.t("state.draft") : tr.t("state.frozen_on", { date: tr.shortDate(plan.frozen.frozen_on) }),
  ]);
  const headings = [tr.t("plan.name"), tr.t("plan.version"), tr.t("plan.start"), tr.t("plan.months"), tr.t("plan.pilots"), tr.t("plan.state")];
  return section(tr.t("list.title"), table(tr.t("list.title"), headings, rows, [3, 4]));
}
