/** The panel of a cell for density, change and histories: the server's sentence, its figures; and how hot spots fare on other grids. */
import type { CellFigures } from "../../api/statistics";
import type { Model } from "../../app/model";
import { styleOfClass } from "../../core/palette-statistics";
import { statPath } from "../../core/query";
import { type StatView } from "../../core/statistics";
import { type Child, fill, h } from "../dom";
import { failureText } from "../failure";
import { swatch } from "../swatch";

/** Figures that are shares of chance and not counts. */
const PROBABILITIES = new Set(["p", "q", "trend_p"]);
const HIDDEN = new Set(["cell", "sentence", "class"]);

export async function statContent(model: Model, view: StatView, cell: string): Promise<Child[]> {
  const { client, state, context, tr } = model;
  const answer = await client.get<CellFigures>(statPath(view, state, context, "geojson", cell), "detail");
  const properties = answer.features[0]?.properties ?? {};
  const name = properties["class"];
  const said = answer.settings.about?.sentence[tr.language];
  const headline = typeof name === "string" ? (tr.maybe(`class.${name}`) ?? name) : tr.t(`view.${view}`);
  return [
    h("h2", { class: "detail-title" }, typeof name === "string" && swatch(styleOfClass(name)), h("span", {}, headline)),
    said !== undefined && h("p", {}, said),
    Object.keys(properties).length > 0 && figures(properties, model),
  ];
}

function figures(properties: Record<string, number | string | null>, { tr }: Model): HTMLElement {
  const written = (name: string, value: number): string =>
    PROBABILITIES.has(name) ? tr.probability(value) : tr.number(value, Number.isInteger(value) ? 0 : 2);
  const rows = Object.entries(properties)
    .filter((entry): entry is [string, number] => !HIDDEN.has(entry[0]) && typeof entry[1] === "number")
    .map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, tr.maybe(`column.${name}`) ?? tr.maybe(`figure.${name}`) ?? name), h("td", { class: "number" }, written(name, value))));
  return h("details", { class: "figures" }, h("summary", {}, tr.t("detail.figures")), h("table", { class: "plain" }, h("tbody", {}, ...rows)));
}

/** On how many grids the cell stays hot: asked for only when somebody wants to know, for it costs seven analyses. */
export function robustnessPart(model: Model, cell: string): HTMLElement {
  const { client, state, context, tr } = model;
  const body = h("p", {}, tr.t("loading"));
  const part = h("details", { class: "figures", ontoggle: () => void ask() }, h("summary", {}, tr.t("robust.summary")), body);
  let asked = false;
  const ask = async (): Promise<void> => {
    if (asked || !part.open) return;
    asked = true;
    try {
      const answer = await client.get<CellFigures>(statPath("robustness", state, context, "geojson", cell), "robustness");
      fill(body, answer.settings.about?.sentence[tr.language] ?? "");
    } catch (error) {
      fill(body, failureText(error, tr));
    }
  };
  return part;
}
