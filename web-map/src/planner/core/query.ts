/** The questions of the planner's views. Pure. */
import { type QueryContext, resolutionOf, sliceQuery } from "../../core/query";
import type { ViewState } from "../../core/state";

/** The selection from every side; inside the outline where one is drawn. */
export function slicePath(state: ViewState, context: QueryContext, form: string): string {
  const query = sliceQuery(state, context);
  query.set("layer", state.layer);
  query.set("resolution", String(resolutionOf(state, context)));
  if (state.studySet !== "inhabited") query.set("study_set", state.studySet);
  if (state.outline !== null) query.set("polygon", state.outline);
  const exposure = state.options["exposure"];
  if (exposure !== undefined) query.set("exposure", exposure);
  query.set("f", form);
  return `slice?${query}`;
}

/** Rates of the areas of a kind. */
export function ratesPath(state: ViewState, context: QueryContext, form: string): string {
  const query = sliceQuery(state, context);
  query.delete("area");
  query.set("layer", state.layer);
  query.set("level", state.options["rate_level"] ?? "district");
  query.set("exposure", state.options["exposure"] ?? "residents");
  query.set("f", form);
  return `stats/rates?${query}`;
}
