/** Photos beside a round: taken, made anew without place and time, kept on the device until they are sent. */
import type { App } from "../app/app";
import { randomId } from "../app/keep";
import { PHOTOS_AT_MOST, dropPhoto, keepPhoto, photosOf, stripped } from "../app/photos";
import type { Draft } from "../core/draft";
import { fill, h } from "../../ui/dom";
import { button } from "./parts";

export function photoPart(app: App, draft: Draft): HTMLElement {
  const { tr } = app;
  const said = h("p", { role: "status", class: "hint" }, tr.t("photo.hint"));
  const list = h("ul", { class: "plain-list" });
  const input = h("input", { id: "photo", type: "file", accept: "image/*", multiple: true, onchange: () => void add() });

  const draw = async (): Promise<void> => {
    const photos = await photosOf(draft.client_id).catch(() => []);
    input.disabled = photos.length >= PHOTOS_AT_MOST;
    const drop = (id: string): HTMLElement => button(tr.t("photo.drop"), () => void dropPhoto(id).then(draw), "quiet");
    const line = (id: string, size: number, index: number): HTMLElement => {
      const kb = Math.round(size / 1024);
      return h("li", { class: "row" }, tr.t("photo.one", { index: index + 1, kb }), drop(id));
    };
    fill(list, ...photos.map((photo, index) => line(photo.id, photo.blob.size, index)));
  };
  const add = async (): Promise<void> => {
    try {
      const kept = (await photosOf(draft.client_id)).length;
      for (const file of [...(input.files ?? [])].slice(0, PHOTOS_AT_MOST - kept)) {
        await keepPhoto({ id: randomId(), client_id: draft.client_id, blob: await stripped(file) });
      }
      fill(said, tr.t("photo.hint"));
    } catch {
      fill(said, tr.t("photo.failed"));
    }
    input.value = "";
    await draw();
  };
  void draw();
  return h("div", { class: "field" }, h("label", { for: "photo" }, tr.t("photo.label", { most: PHOTOS_AT_MOST })), input, said, list);
}
