/** What can be chosen: only what was published. */
import { h } from "../../ui/dom";
import { checkbox, select } from "../../ui/fields";
import { countsGroup, yardOptions } from "../../yards/ui/choice";
import { choiceOf, levelWord } from "../core/state";
import { groupName, levelName, periodName } from "../core/words";
import type { Translator } from "../i18n/i18n";
import type { PublicModel, PublicPart } from "./model";

/** The layer of the catalogue that this map draws. */
const PUBLISHED = "incidents";

export function controlsPart(tr: Translator): PublicPart {
  let model: PublicModel;
  const layer = select(tr.t("control.layer"), (value) => {
    if (value !== PUBLISHED) model.leave(value);
  });
  const level = select(tr.t("control.level"), (value) => model.set({ level: value, selected: null }));
  const period = select(tr.t("control.period"), (value) => model.set({ period: value }));
  const group = select(tr.t("control.group"), (value) => model.set({ group: value === "" ? null : value }));
  const colours = checkbox([tr.t("colour.class")], (on) => model.set({ colour: on ? "class" : "need" }));
  const element = h(
    "div", { class: "public-controls" }, layer.element, level.element, period.element, group.element,
    h("fieldset", {}, h("legend", {}, tr.t("control.colour")), colours.element),
    h("p", { class: "hint" }, tr.t("controls.fixed")),
  );
  return {
    element,
    update(next) {
      model = next;
      const { catalogue, state, yardLayers } = next;
      layer.element.hidden = yardLayers.length === 0;
      const published = { value: PUBLISHED, label: tr.t("layer.published"), group: countsGroup(tr.language) };
      layer.show([published, ...yardOptions(yardLayers, tr.language)], PUBLISHED);
      const choice = choiceOf(state, next.level);
      const levels = catalogue.levels.filter((one) => one.level !== "city");
      level.show(levels.map((one) => ({ value: levelWord(one), label: levelName(one, tr) })), levelWord(next.level));
      period.show(next.level.periods.map((value) => ({ value, label: periodName(value, catalogue, tr) })), choice.period ?? "");
      const groups = next.level.groups.map((value) => ({ value, label: groupName(value, catalogue, tr) }));
      group.show([{ value: "", label: tr.t("group.all") }, ...groups], choice.group ?? "");
      group.enable(groups.length > 0);
      colours.input.checked = state.colour === "class";
    },
  };
}
