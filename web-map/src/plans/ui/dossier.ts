/** The dossier of an area. */
import type { AreaFeature } from "../../api/types";
import { h } from "../../ui/dom";
import type { Dossier, RankedArea } from "../api";
import { areaMap } from "./area-map";
import { lineChart } from "./lines";
import { type Context, called, months, section, table } from "./shell";

export function dossierPart(context: Context, d: Dossier, areas: AreaFeature[], districts: AreaFeature[]): HTMLElement {
  const { tr } = context;
  const name = tr.name(d.area.names, d.area.id);
  const beside = new Set(d.neighbours.map((n) => n.id));
  const own = areas.filter((a) => a.properties.id === d.area.id);
  const place = d.too_small ? tr.t("area.too_small") : tr.t("area.place", {
    p: tr.number(d.area.p_worst ?? 0, 2), k: d.worst, low: d.area.rank_low ?? 0, high: d.area.rank_high ?? 0, n: d.n,
  });
  const rate = d.area.rate === null ? "" : tr.t("area.rate", {
    rate: tr.number(d.area.rate, 1), low: tr.number(d.area.rate_low ?? 0, 1), high: tr.number(d.area.rate_high ?? 0, 1), events: d.area.events,
  });
  return h("article", { class: "dossier" },
    h("h2", { class: "plan-title" }, name),
    h("p", { class: "sentence" }, place, " ", rate),
    h("p", { class: "hint" }, tr.t("area.window", { months: months(tr, d.window), police: d.area.found_by_police })),
    areaMap({
      features: areas, districts, focus: own, label: tr.t("area.map", { name }),
      kindOf: (id) => (id === d.area.id ? "pilot" : beside.has(id) ? "control" : null),
      titleOf: (id) => tr.name(areas.find((a) => a.properties.id === id)?.properties.names, id),
      labelled: new Map([[d.area.id, name], ...d.neighbours.map((n) => [n.id, tr.name(n.names, n.id)] as [string, string])]),
      legend: [{ kind: "pilot", text: name }, { kind: "control", text: tr.t("area.neighbours") }],
    }, tr),
    section(tr.t("area.months"), lineChart({
      months: d.months.map((m) => m.month), label: tr.t("area.months"), unit: tr.t("judge.chart.unit"),
      lines: [{ name, kind: "pilot", values: d.months.map((m) => m.count) }, { name: tr.t("area.mean"), kind: "control", values: d.months.map((m) => m.mean) }],
    }, tr)),
    section(tr.t("area.categories"), table(tr.t("area.categories"), [tr.t("area.category"), tr.t("rank.events")],
      d.categories.map((c) => [tr.name(c.names, c.code), tr.number(c.count)]), [1])),
    section(tr.t("area.factors"), table(tr.t("area.factors"), [tr.t("area.factor"), tr.t("area.count"), tr.t("area.per_km2"), tr.t("area.median")],
      d.factors.map((f) => [called(tr, `places.${f.kind}`, f.kind), tr.number(f.count), tr.number(f.per_km2, 1), tr.number(f.median_per_km2, 1)]), [1, 2, 3])),
    others(context, tr.t("area.neighbours"), d.neighbours),
    others(context, tr.t("area.close"), d.close));
}

function others({ tr, base }: Context, title: string, areas: readonly RankedArea[]): HTMLElement {
  const rows = areas.map((a) => [
    h("a", { href: `${base}areas/${encodeURIComponent(a.id)}?lang=${tr.language}` }, tr.name(a.names, a.id)),
    tr.number(a.p_worst ?? 0, 2), `${tr.number(a.rank_low ?? 0)}–${tr.number(a.rank_high ?? 0)}`, tr.number(a.events),
  ]);
  return section(title, table(title, [tr.t("rank.area"), tr.t("rank.p"), tr.t("rank.interval"), tr.t("rank.events")], rows, [1, 2, 3]));
}
