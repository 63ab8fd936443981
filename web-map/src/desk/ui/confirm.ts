/** "Is it really mended?": anybody but the mender may say yes or no. */
import { fill, h } from "../../ui/dom";
import type { Desk } from "../app/desk";
import { deviceOf, proofOf } from "../app/proof";
import type { CaseAction } from "../core/types";

export function confirmPart(desk: Desk, id: string): HTMLElement {
  const { tr } = desk;
  const said = h("p", { role: "status", class: "hint" });
  const act = async (action: CaseAction): Promise<void> => {
    fill(said, tr.t("loading"));
    try {
      await sendAction(desk, id, { action });
      fill(said, tr.t("confirm.thanks"));
    } catch (error) {
      fill(said, desk.failure(error));
    }
  };
  return h(
    "div",
    { class: "confirm no-print" },
    h("p", {}, h("strong", {}, tr.t("confirm.question"))),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button", onclick: () => void act("confirm") }, tr.t("confirm.yes")),
      h("button", { type: "button", class: "button", onclick: () => void act("dispute") }, tr.t("confirm.no")),
    ),
    said,
  );
}

/** Does something with a case; whoever is not signed in shows a proof of work. */
export async function sendAction(
  desk: Desk, id: string, body: { action: CaseAction; date?: string; note?: string; body?: string },
): Promise<unknown> {
  return desk.api.ask("POST", `cases/${encodeURIComponent(id)}/actions`, { ...body, ...deviceOf(desk), ...(await proofOf(desk)) });
}
