/** Below the map: the table twin of the layer, or the daily rhythm of the selection. */
import { isAbort } from "../api/client";
import type { RhythmAnswer } from "../api/types";
import type { Model, Part } from "../app/model";
import { layerPath, rhythmPath } from "../core/query";
import { fill, h } from "./dom";
import { failureText } from "./failure";
import { rhythmView } from "./rhythm-chart";
import { type TwinTable, twinTable } from "./table";

export function dockPart(): Part {
  const head = h("div", { class: "dock-head" });
  const body = h("div", { class: "dock-body" });
  const element = h("section", { class: "dock", hidden: true }, head, body);
  let shown = "";
  let table: TwinTable | null = null;
  return {
    element,
    update(model) {
      const { dock } = model.state;
      element.hidden = dock === null;
      if (dock === null) {
        shown = "";
        table = null;
        fill(body);
        return;
      }
      element.setAttribute("aria-label", model.tr.t(dock === "table" ? "table.title" : "rhythm.selection"));
      fill(head, ...headContent(model));
      if (dock === "table") {
        if (shown !== "table") {
          table = twinTable(model.tr);
          fill(body, table.element);
        }
        shown = "table";
        table?.update(model);
        return;
      }
      const path = rhythmPath(model.state, model.context, null);
      if (path === shown) return;
      shown = path;
      void showRhythm(model, path, body, () => path === shown);
    },
  };
}

function headContent(model: Model): HTMLElement[] {
  const { state, tr, client, context } = model;
  const title = h("h2", {}, tr.t(state.dock === "table" ? "table.title" : "rhythm.selection"));
  const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => model.set({ dock: null }) });
  if (state.dock !== "table") return [title, close];
  const address = client.address(layerPath(state, context, "csv"));
  return [title, h("a", { href: address, download: "aula.csv", class: "download" }, tr.t("table.csv")), close];
}

async function showRhythm(model: Model, path: string, body: HTMLElement, wanted: () => boolean): Promise<void> {
  try {
    const answer = await model.client.get<RhythmAnswer>(path, "rhythm");
    if (wanted()) fill(body, h("div", { class: "dock-rhythm" }, rhythmView(answer, null, model.tr)));
  } catch (error) {
    if (!isAbort(error) && wanted()) fill(body, h("p", { class: "failure" }, failureText(error, model.tr)));
  }
}
