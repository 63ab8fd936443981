/** Drawing an outline on the map: each click or Enter sets a corner; three make an outline. */
import type { Model, Part } from "../../app/model";
import type { MapView } from "../../map/map-view";
import type { Translator } from "../../i18n/i18n";
import { fill, h } from "../dom";

export function drawPart(tr: Translator, map: () => MapView): Part {
  const begin = h("button", { type: "button", onclick: () => start() }, tr.t("draw.start"));
  const hint = h("p", { role: "status", class: "draw-hint", hidden: true });
  const finish = h("button", { type: "button", onclick: () => end(true), hidden: true }, tr.t("draw.finish"));
  const cancel = h("button", { type: "button", onclick: () => end(false), hidden: true }, tr.t("draw.cancel"));
  const element = h("div", { class: "draw", role: "group", "aria-label": tr.t("draw.label") }, begin, hint, finish, cancel);
  let model: Model;
  let drawn = "";

  const start = (): void => {
    map().draw((corners) => show(corners.length));
    show(0);
    map().focus();
  };
  const show = (corners: number): void => {
    begin.hidden = true;
    for (const part of [hint, finish, cancel]) part.hidden = false;
    finish.disabled = corners < 3;
    fill(hint, tr.t("draw.hint", { n: corners }));
  };
  const end = (keep: boolean): void => {
    const corners = map().drawn();
    begin.hidden = false;
    for (const part of [hint, finish, cancel]) part.hidden = true;
    const text = corners.map(([lon, lat]) => `${lon.toFixed(5)},${lat.toFixed(5)}`).join(",");
    drawn = "";
    map().showOutline([]);
    if (keep && corners.length >= 3) model.set({ outline: text, dock: model.state.dock === "season" || model.state.dock === "rhythm" ? model.state.dock : "linked" });
    else update(model);
  };
  const update = (now: Model): void => {
    model = now;
    const outline = now.state.outline ?? "";
    if (outline === drawn || begin.hidden) return;
    drawn = outline;
    const numbers = outline === "" ? [] : outline.split(",").map(Number);
    map().showOutline(Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i]!, numbers[2 * i + 1]!]));
  };
  return { element, update };
}
