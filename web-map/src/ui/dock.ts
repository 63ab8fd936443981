/** Below the map: the table twin of the layer, or one of the panels. */
import { isAbort } from "../api/client";
import type { Model, Part } from "../app/model";
import { layerPath } from "../core/query";
import type { Dock } from "../core/state";
import { type Child, fill, h } from "./dom";
import { failureText } from "./failure";
import { PANELS } from "./statistics/all-panels";
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
      element.setAttribute("aria-label", title(model, dock));
      fill(head, ...headContent(model, dock));
      if (dock === "table") {
        if (shown !== "table") {
          table = twinTable(model.tr);
          fill(body, table.element);
        }
        shown = "table";
        table?.update(model);
        return;
      }
      const path = `${PANELS[dock].path(model)} ${model.tr.language}`;
      if (path === shown) return;
      shown = path;
      void showPanel(model, dock, body, () => path === shown);
    },
  };
}

function title(model: Model, dock: Dock): string {
  return dock === "table" ? model.tr.t("table.title") : PANELS[dock].title(model);
}

function headContent(model: Model, dock: Dock): Child[] {
  const { state, tr, client, context, set } = model;
  const close = h("button", { type: "button", class: "close", "aria-label": tr.t("close"), onclick: () => set({ dock: null }) });
  const csv = dock === "table" && h("a", { href: client.address(layerPath(state, context, "csv")), download: "aula.csv", class: "download" }, tr.t("table.csv"));
  return [h("h2", {}, title(model, dock)), csv, close];
}

async function showPanel(model: Model, dock: Exclude<Dock, "table">, body: HTMLElement, wanted: () => boolean): Promise<void> {
  const panel = PANELS[dock];
  try {
    const answer = await model.client.get<never>(panel.path(model), "panel");
    const content = await panel.show(model, answer);
    if (wanted()) replaced(body, h("div", { class: `dock-${dock} panel` }, panel.choices?.(model), ...content));
  } catch (error) {
    const words = h("p", { class: "failure" }, failureText(error, model.tr));
    if (!isAbort(error) && wanted()) replaced(body, h("div", { class: "panel" }, panel.choices?.(model), words));
  }
}

/** New content where the reader was: the same place, the same control. */
function replaced(body: HTMLElement, content: HTMLElement): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && body.contains(focused) ? focused.dataset["focus"] : undefined;
  const { scrollTop } = body;
  fill(body, content);
  body.scrollTop = scrollTop;
  if (key !== undefined) body.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`)?.focus();
}
