/** Start of the page `/risk`: question, verdict, validation with its curves. */
import { frame } from "./frame";
import type { Report } from "./types";
import { keepPart, questionPart, requestOf } from "./ui/question";
import { reportParts } from "./ui/report";

void frame("risk", "", async (context) => {
  const path = requestOf(context.query);
  const report = await context.shell.client.get<Report>(`risk?${path}`);
  return [...(await reportParts(context, report)), keepPart(context, path), questionPart(context)];
});
