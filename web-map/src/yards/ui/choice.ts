/** The layers of the checklist as options of the choice of layers, which every map has. */
import type { Language, LayerInfo } from "../../api/types";
import type { Option } from "../../ui/fields";
import { layerName } from "../core/words";
import { translator } from "../i18n/i18n";
import type { YardLayer } from "../types";

/** An entry of the catalogue of layers. */
export type CatalogueEntry = LayerInfo | YardLayer;

export function isYardEntry(entry: CatalogueEntry): entry is YardLayer {
  return entry.type === "scores" || entry.type === "unrated" || entry.type === "factor";
}

/** Score and unrated yards first, then the factors in their groups. */
export function yardOptions(layers: readonly YardLayer[], language: Language): Option[] {
  const tr = translator(language);
  return layers.map((layer) => ({
    value: layer.id,
    label: layerName(layer.id, layer, tr),
    group: layer.type === "factor" ? tr.t("group.factors", { group: tr.name(layer.group_names ?? {}, layer.group ?? "") }) : tr.t("group.checklist"),
  }));
}

/** What counts are called together, where the checklist stands beside them. */
export function countsGroup(language: Language): string {
  return translator(language).t("group.counts");
}
