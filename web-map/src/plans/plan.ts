/** `/plans/{id}`: a plan on paper and on screen. */
import "./styles/plans.css";
import { planPart } from "./ui/plan-page";
import { outlines, page } from "./ui/shell";
import type { StoredPlan } from "./api";

void page("../", "plan.title", async (context) => {
  const id = decodeURIComponent(location.pathname.split("/").pop() ?? "");
  const version = new URL(location.href).searchParams.get("version");
  const stored = await context.desk.get<StoredPlan>(`plans/${encodeURIComponent(id)}${version === null ? "" : `?version=${version}`}`);
  const plan = stored.state === "draft" ? stored.plan : stored.frozen.plan;
  const [areas, districts] = await Promise.all([outlines(context.desk, plan.level), outlines(context.desk, "district")]);
  return [planPart(context, stored, areas, districts)];
});
