/** `/plans`: rank, design, place posts; the plans there are. */
import "./styles/plans.css";
import { designPart } from "./ui/design";
import { planList } from "./ui/plan-list";
import { postsPart } from "./ui/posts";
import { rankingPart } from "./ui/ranking";
import { outlines, page } from "./ui/shell";

void page("", "plans.title", async (context) => {
  const [areas, districts] = await Promise.all([outlines(context.desk, "micro_district"), outlines(context.desk, "district")]);
  const asOf = new URL(location.href).searchParams.get("as_of") ?? "";
  return [
    await planList(context),
    rankingPart(context, areas, districts, asOf),
    designPart(context, areas, asOf),
    postsPart(context, areas, districts, asOf),
  ];
});
