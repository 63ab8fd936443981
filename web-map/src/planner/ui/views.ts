/** Saved views: the own and the shared ones, and saving what is seen now. */
import type { Model, Part } from "../../app/model";
import { encodeState } from "../../core/url";
import { fill, h } from "../../ui/dom";
import { failureText } from "../../ui/failure";
import { checkbox } from "../../ui/fields";
import type { SavedView } from "../core/types";
import { type Translator, translator } from "../i18n/i18n";

export function viewsPart(language: Translator["language"]): Part {
  const tr = translator(language);
  const list = h("ul", { class: "views" });
  const said = h("p", { class: "hint", role: "status" });
  const name = h("input", { id: "view-name", type: "text", maxlength: 100, required: true });
  const shared = checkbox([tr.t("views.shared")], () => undefined);
  let model: Model | null = null;
  const form = h("form", {}, h("div", { class: "field" }, h("label", { for: "view-name" }, tr.t("views.name")), name), shared.element,
    h("button", { type: "submit", class: "plain-button" }, tr.t("views.save")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void keep();
  });
  const body = h("details", { class: "method" }, h("summary", {}, tr.t("views.title")), h("p", { class: "hint" }, tr.t("views.hint")), list, form, said);
  const element = h("div", { class: "saved-views" }, body);
  const failed = (error: unknown): void => {
    if (model) fill(said, failureText(error, model.tr));
  };
  const keep = async (): Promise<void> => {
    if (!model) return;
    try {
      const query = encodeState({ ...model.state, language: null });
      const view = await model.keeper.post<SavedView>("views", { name: name.value.trim(), query, shared: shared.input.checked });
      name.value = "";
      await load();
      fill(said, tr.t("views.saved", { link: linkOf(view) }));
    } catch (error) {
      failed(error);
    }
  };
  const remove = async (view: SavedView): Promise<void> => {
    try {
      await model?.keeper.remove(`views/${view.id}`);
      fill(said);
      await load();
    } catch (error) {
      failed(error);
    }
  };
  const load = async (): Promise<void> => {
    if (!model) return;
    const { views } = await model.keeper.get<{ views: SavedView[] }>("views");
    fill(list, ...(views.length === 0 ? [h("li", { class: "hint" }, tr.t("views.none"))] : views.map(row)));
  };
  const row = (view: SavedView): HTMLElement => h("li", {},
    h("a", { href: `?view=${view.id}` }, view.name),
    !view.own && h("span", { class: "hint" }, tr.t("views.by", { owner: view.owner })),
    view.own && h("button", { type: "button", class: "close", "aria-label": tr.t("views.remove", { name: view.name }), onclick: () => void remove(view) }));
  body.addEventListener("toggle", () => {
    if (body.open) load().catch(failed);
  });
  return {
    element,
    update(now) {
      model = now;
    },
  };
}

function linkOf({ id }: SavedView): string {
  return new URL(`?view=${id}`, location.href).href;
}
