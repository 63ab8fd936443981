/** Which screen is drawn: where something is missing for the one in the address, the one that gets it. */
import type { App } from "../app/app";
import { h } from "../../ui/dom";
import { consentScreen } from "./consent";
import { doneScreen } from "./done";
import { lastScreen } from "./last";
import { roundScreen } from "./round";
import type { Drawn } from "./shell";
import { startScreen } from "./start";
import { yardScreen } from "./yard";

export function drawScreen(app: App): Drawn {
  const { screen, instrument, draft, tr } = app;
  if (!instrument) {
    const words = navigator.onLine ? tr.t("loading") : tr.t("first_visit_offline");
    return { content: [h("h1", { tabindex: "-1" }, tr.t("title")), h("p", { role: "status" }, words)], bar: [] };
  }
  if (screen.name === "done" && screen.id) return doneScreen(app, screen.id);
  if (screen.name === "start") return startScreen(app);
  if (!app.agreed) return consentScreen(app, instrument);
  if (screen.name === "consent") return consentScreen(app, instrument);
  if (screen.name === "yard") return yardScreen(app);
  if (!draft) return startScreen(app);
  return screen.name === "last" ? lastScreen(app, instrument, draft) : roundScreen(app, instrument, draft, screen.page);
}
