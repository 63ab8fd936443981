/** `/evaluate`: did it work, and what can a figure in the news show? */
import "./styles/plans.css";
import { claimPart } from "./ui/claim";
import { judgePart } from "./ui/judge";
import { page } from "./ui/shell";

void page("", "evaluate.title", async (context) => [await judgePart(context), claimPart(context)]);
