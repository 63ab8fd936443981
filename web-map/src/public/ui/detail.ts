/** The panel of the selected place: what its published class says, in the server's words. */
import { type Child, fill, h } from "../../ui/dom";
import { swatch } from "../../ui/swatch";
import { failureText } from "../failure";
import { placePath } from "../core/state";
import { classText, placeName, rangeText, rankText } from "../core/words";
import type { PublicStory } from "../types";
import type { PublicModel, PublicPart } from "./model";

export function detailPart(): PublicPart {
  const body = h("div", { class: "detail-body", tabindex: "-1" });
  const element = h("aside", { class: "detail", hidden: true }, body);
  let shown = "";
  return {
    element,
    update(model) {
      const { selected } = model.state;
      element.hidden = selected === null;
      element.setAttribute("aria-label", model.tr.t("detail"));
      const path = selected === null ? "" : placePath(selected, model.state, model.level);
      const key = `${path} ${model.tr.language} ${model.loaded === null}`;
      if (key === shown) return;
      shown = key;
      if (selected === null) fill(body);
      else void show(model, path, body, () => key === shown);
    },
  };
}

async function show(model: PublicModel, path: string, body: HTMLElement, wanted: () => boolean): Promise<void> {
  const close = h("button", { type: "button", class: "close", "aria-label": model.tr.t("close"), onclick: () => model.set({ selected: null }) });
  try {
    const story = await model.client.get<PublicStory>(path);
    if (wanted()) fill(body, close, ...content(story, model));
    body.scrollTop = 0;
  } catch (error) {
    if (wanted()) fill(body, close, h("p", { class: "failure" }, failureText(error, model.tr)));
  }
}

function content(story: PublicStory, { tr, loaded }: PublicModel): Child[] {
  const bin = loaded?.bins.find((one) => one.holds(story));
  const sentences = story.sentences[tr.language] ?? story.sentences.en;
  return [
    h("h2", { class: "detail-title" }, bin !== undefined && swatch(bin.style), h("span", {}, placeName(story, tr))),
    ...sentences.map((text) => h("p", {}, text)),
    h("h3", {}, tr.t("detail.figures")),
    figures(story, tr),
    h("p", {}, h("a", { href: `audit?lang=${tr.language}` }, tr.t("detail.audit"))),
  ];
}

function figures(story: PublicStory, tr: PublicModel["tr"]): HTMLElement {
  const rows: [string, string][] = [
    [tr.t("detail.class"), classText(story, tr)],
    [tr.t("detail.density"), rangeText(story.density_low, story.density_high, tr, 1)],
    [tr.t("detail.rate"), rangeText(story.rate_low, story.rate_high, tr, 1)],
    [tr.t("detail.rank"), rankText(story, tr)],
  ];
  const body = rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, value)));
  return h("table", { class: "plain" }, h("tbody", {}, ...body));
}
