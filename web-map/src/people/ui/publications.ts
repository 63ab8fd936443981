/** The versions of the public layer: their cards for everybody; proposing and deciding for those who make them. */
import { type Child, fill, h } from "../../ui/dom";
import type { Act, Card, Version } from "../core/publication";
import type { Context } from "../page";
import { checkField, form, instant, table, textField } from "./form";
import { reviewPart } from "./review";

export async function publicationsPage(context: Context): Promise<Child[]> {
  const { tr, shell, query } = context;
  const { publications } = await shell.client.get<{ publications: Version[] }>("publications");
  const { role } = shell.session;
  const makes = role === "analyst" || role === "operator";
  const decides = role === "admin" || role === "operator";
  const open = h("section", { class: "open-version", tabindex: "-1" });
  const show = async (version: Version): Promise<void> => {
    fill(open, ...(await versionPart(context, version, makes || decides, decides)));
  };
  const wanted = Number(query.get("version") ?? Number.NaN);
  const first = publications.find((one) => one.version === wanted) ?? publications[0];
  if (first) await show(first);
  return [
    h("p", {}, tr.t("publications.text")),
    publications.length === 0 ? h("p", {}, tr.t("publications.none")) : list(context, publications, (version) => void show(version).then(() => open.focus())),
    makes && h("section", {}, h("h2", {}, tr.t("propose.title")), h("p", {}, tr.t("propose.text")), propose(context)),
    open,
  ];
}

function list({ tr }: Context, versions: readonly Version[], show: (version: Version) => void): HTMLElement {
  const inside = versions.some((version) => version.proposed !== undefined);
  const rows = versions.map((version): Child[] => [
    h("button", { type: "button", class: "link", onclick: () => show(version) }, tr.t("version.n", { n: String(version.version) })),
    tr.t(`version.${version.state}`), version.date === null ? "–" : tr.shortDate(version.date),
    ...(inside ? [version.proposed?.by ?? "–", version.decided?.by ?? "–"] : []), version.hash.slice(0, 12),
  ]);
  const people = inside ? [tr.t("version.by"), tr.t("version.decided_by")] : [];
  return table(tr.t("title.publications"), [tr.t("version"), tr.t("state"), tr.t("version.date"), ...people, tr.t("version.hash")], rows);
}

/** The card of a version, before it (for those who make versions) what is hidden and why, and what can be done. */
async function versionPart(context: Context, version: Version, inside: boolean, decides: boolean): Promise<Child[]> {
  const { tr, shell } = context;
  const { words, card } = await shell.client.get<Card>(`publications/${version.version}/card`);
  const text = words[tr.language];
  return [
    h("h2", {}, text.title),
    inside && h("p", {}, standing(version, context)),
    inside && (await reviewPart(context, version)),
    decides && decisions(context, version),
    h("div", { class: "card" }, ...[text.data, text.method, text.settings, text.revision].filter((one) => one !== null).map((one) => h("p", {}, one)),
      h("h3", {}, tr.t("card.limits")), h("ul", {}, ...text.limits.map((limit) => h("li", {}, limit))), h("p", { class: "hint" }, tr.t("card.hash", { hash: card.hash })),
      h("p", {}, h("a", { href: shell.client.address(`publications/${version.version}`), download: `publication-${version.version}.json` }, tr.t("card.download")))),
  ];
}

function standing(version: Version, { tr }: Context): string {
  const said = (key: "act.proposed" | "act.decided" | "act.withdrawn", act: Act | null | undefined): string | null =>
    act ? tr.t(key, { by: act.by, at: instant(act.at, tr), reason: act.reason ?? "" }) : null;
  return [said("act.proposed", version.proposed), said("act.decided", version.decided), said("act.withdrawn", version.withdrawn)].filter((one) => one !== null).join(" ");
}

function propose(context: Context): HTMLElement {
  const { tr, shell, again } = context;
  const date = textField(tr.t("propose.date"), { type: "date" }, tr.t("propose.date.hint"));
  const first = textField(tr.t("propose.first"), { placeholder: "2025-Q1", pattern: "\\d{4}-Q[1-4]" }, tr.t("propose.first.hint"));
  const quarters = textField(tr.t("propose.quarters"), { type: "number", min: "1", max: "40" });
  const revise = checkField(tr.t("propose.revise"), "revise");
  return form(tr, tr.t("propose.do"), [date.element, first.element, quarters.element, revise.element], async () => {
    const body = {
      ...(date.input.value === "" ? {} : { date: date.input.value }), ...(first.input.value === "" ? {} : { first: first.input.value }),
      ...(quarters.input.value === "" ? {} : { quarters: Number(quarters.input.value) }), revise: revise.input.checked,
    };
    await shell.client.post("publications", body);
    await again();
    return [];
  });
}

function decisions({ tr, shell, again }: Context, version: Version): HTMLElement | null {
  const possible = version.state === "proposed" ? (["approve", "reject"] as const) : version.state === "approved" ? (["withdraw"] as const) : [];
  if (possible.length === 0) return null;
  const reason = textField(tr.t("decide.reason"), { maxlength: "2000" });
  const buttons = possible.map((what) => form(tr, tr.t(`decide.${what}`), [], async () => {
    await shell.client.post(`publications/${version.version}/${what}`, { hash: version.hash, reason: reason.input.value || null });
    await again();
    return [];
  }));
  return h("div", { class: "card decide" }, h("h3", {}, tr.t("decide.title")), h("p", {}, tr.t("decide.text")), reason.element, h("div", { class: "row" }, ...buttons));
}
