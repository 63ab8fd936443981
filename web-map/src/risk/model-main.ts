/** Start of the page `/risk/{id}`: the algorithm card of a kept model and its validation. */
import { frame } from "./frame";
import type { Kept } from "./types";
import { cardParts } from "./ui/card";
import { reportParts } from "./ui/report";

void frame("model", "../", async (context) => {
  const id = location.pathname.split("/").pop() ?? "";
  const kept = await context.shell.client.get<Kept>(`risk/models/${encodeURIComponent(id)}`);
  return [...cardParts(context, kept.card), ...(await reportParts(context, kept.report))];
});
