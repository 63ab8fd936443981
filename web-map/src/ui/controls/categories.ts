/** The categories: "all", or those that are ticked. */
import type { Model, Part } from "../../app/model";
import { isIncidents } from "../../core/state";
import type { Translator } from "../../i18n/i18n";
import { fill, h } from "../dom";
import { type Check, checkbox, group } from "../fields";

export function categoryControls(tr: Translator): Part {
  let model: Model;
  const all = checkbox([tr.t("categories.all")], () => {
    model.set({ categories: [] });
    all.input.checked = true;
  });
  const list = h("div", { class: "checks" });
  const boxes = new Map<string, Check>();
  const element = group(tr.t("control.categories"), h("p", { class: "hint" }, tr.t("categories.hint")), all.element, list);

  const build = (now: Model): void => {
    for (const category of [...now.city.categories].sort((a, b) => (b.count ?? 0) - (a.count ?? 0))) {
      const label = [
        h("span", {}, tr.name(category.names, category.code)),
        category.sensitive && h("span", { class: "tag" }, tr.t("categories.sensitive")),
        category.count !== null && h("span", { class: "count" }, tr.number(category.count)),
      ];
      const box = checkbox(label, (on) => {
        const others = model.state.categories.filter((code) => code !== category.code);
        model.set({ categories: on ? [...others, category.code] : others });
      });
      boxes.set(category.code, box);
    }
    fill(list, ...[...boxes.values()].map((box) => box.element));
  };
  return {
    element,
    update(now) {
      model = now;
      if (boxes.size === 0) build(now);
      element.hidden = !isIncidents(now.state.layer);
      all.input.checked = now.state.categories.length === 0;
      for (const [code, box] of boxes) box.input.checked = now.state.categories.includes(code);
    },
  };
}
