/** The own account: who one is here, password, sessions, tokens for tools. */
import { type Child, fill, h } from "../../ui/dom";
import type { Context } from "../page";
import { action, checkField, form, instant, secretBox, selectField, table, textField } from "./form";

interface Account {
  name: string;
  full_name: string | null;
  role: string;
  areas: string[];
  created: string | null;
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created: string;
  expires: string;
  revoked: string | null;
}

/** Lives that a token may have, in days. */
const DAYS = [1, 30, 90, 365];
const SCOPES = ["read", "incidents", "write"] as const;

export async function accountPage(context: Context): Promise<Child[]> {
  const { tr, shell } = context;
  const account = await shell.client.get<Account>("account");
  const { tokens } = await shell.client.get<{ tokens: Token[] }>("tokens");
  const facts: [string, string][] = [
    [tr.t("account.name"), account.name], [tr.t("account.full_name"), account.full_name ?? "–"],
    [tr.t("account.role"), tr.maybe(`role.${account.role}`) ?? account.role], [tr.t("account.areas"), account.areas.join(", ") || tr.t("account.no_areas")],
  ];
  return [
    h("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    account.created !== null && h("section", {}, h("h2", {}, tr.t("password.title")), password(context)),
    account.created !== null && h("section", {}, h("h2", {}, tr.t("sessions.title")), h("p", {}, tr.t("sessions.text")), action(tr, tr.t("sessions.end"), async () => {
      await shell.client.remove("account/sessions");
      location.assign(`sign-in?lang=${tr.language}`);
    })),
    h("section", {}, h("h2", {}, tr.t("tokens.title")), h("p", {}, tr.t("tokens.text")), ...tokenParts(context, tokens)),
  ];
}

function password({ tr, shell }: Context): HTMLElement {
  const current = textField(tr.t("password.current"), { type: "password", autocomplete: "current-password", required: true });
  const next = textField(tr.t("password.new"), { type: "password", autocomplete: "new-password", required: true }, tr.t("password.rule"));
  const again = textField(tr.t("password.again"), { type: "password", autocomplete: "new-password", required: true });
  return form(tr, tr.t("password.do"), [current.element, next.element, again.element], async () => {
    if (next.input.value !== again.input.value) return [h("p", { class: "failure" }, tr.t("password.differ"))];
    await shell.client.post("account/password", { current: current.input.value, new: next.input.value });
    return [h("p", {}, tr.t("password.done"), " ", h("a", { href: `sign-in?lang=${tr.language}` }, tr.t("title.sign_in")))];
  });
}

function tokenParts(context: Context, tokens: readonly Token[]): Child[] {
  const { tr, shell } = context;
  const name = textField(tr.t("tokens.name"), { required: true, maxlength: "80" });
  const scopes = SCOPES.map((scope) => checkField(tr.t(`scope.${scope}`), scope, scope === "read"));
  const life = selectField(tr.t("tokens.life"), DAYS.map((days) => ({ value: String(days), label: tr.t("tokens.days", { n: days }) })), "90");
  const list = h("div", {}, tokenTable(context, tokens, (token) => shell.client.remove(`tokens/${encodeURIComponent(token.id)}`)));
  const group = h("fieldset", {}, h("legend", {}, tr.t("tokens.scopes")), ...scopes.map((scope) => scope.element));
  const add = form(tr, tr.t("tokens.do"), [name.element, group, life.element], async () => {
    const chosen = scopes.filter((scope) => scope.input.checked).map((scope) => scope.input.value);
    const body = { name: name.input.value, scopes: chosen, minutes: Number(life.input.value) * 24 * 60 };
    const made = await shell.client.post<{ secret: string; token: Token }>("tokens", body);
    name.input.value = "";
    fill(list, tokenTable(context, [made.token, ...tokens], (token) => shell.client.remove(`tokens/${encodeURIComponent(token.id)}`)));
    return [secretBox(tr, tr.t("tokens.secret"), made.secret)];
  });
  return [list, h("h3", {}, tr.t("tokens.new")), add];
}

/** Tokens with a button that revokes each; secrets are in none of them. */
export function tokenTable(context: Context, tokens: readonly Token[], revoke: (token: Token) => Promise<unknown>): HTMLElement {
  const { tr, again } = context;
  if (tokens.length === 0) return h("p", {}, tr.t("tokens.none"));
  const rows = tokens.map((token): Child[] => [
    token.name, token.scopes.join(", "), instant(token.created, tr), instant(token.expires, tr),
    token.revoked === null ? action(tr, tr.t("tokens.revoke"), async () => {
      await revoke(token);
      await again();
    }) : tr.t("tokens.revoked", { at: instant(token.revoked, tr) }),
  ]);
  return table(tr.t("tokens.title"), [tr.t("tokens.name"), tr.t("tokens.scopes"), tr.t("created"), tr.t("expires"), tr.t("state")], rows);
}
