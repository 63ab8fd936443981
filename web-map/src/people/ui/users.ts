/** Accounts and invitations, for the administrator. */
import { type Child, fill, h } from "../../ui/dom";
import type { Context } from "../page";
import { type Token, tokenTable } from "./account";
import { action, form, instant, secretBox, selectField, table, textField } from "./form";

interface User {
  name: string;
  full_name: string;
  role: string;
  areas: string[];
  standing: "invited" | "active" | "disabled";
  created: string;
}

interface Invited {
  user: User;
  invitation: { path: string; url: string | null; expires: string } | null;
}

const ROLES = ["resident", "osi", "body", "inspector", "planner", "analyst", "admin"];

export async function usersPage(context: Context): Promise<Child[]> {
  const { tr, shell } = context;
  const { users } = await shell.client.get<{ users: User[] }>("users");
  const rows = users.map((user): Child[] => [
    user.name, user.full_name, tr.maybe(`role.${user.role}`) ?? user.role, user.areas.join(", ") || "–",
    tr.maybe(`standing.${user.standing}`) ?? user.standing, instant(user.created, tr), change(context, user),
  ]);
  const columns = [tr.t("account.name"), tr.t("account.full_name"), tr.t("account.role"), tr.t("account.areas"), tr.t("state"), tr.t("created"), tr.t("users.change")];
  return [
    users.length === 0 ? h("p", {}, tr.t("users.none")) : table(tr.t("title.users"), columns, rows),
    h("section", {}, h("h2", {}, tr.t("users.new")), h("p", {}, tr.t("users.new.text")), add(context)),
  ];
}

function add({ tr, shell }: Context): HTMLElement {
  const name = textField(tr.t("account.name"), { required: true, autocapitalize: "none", autocomplete: "off" }, tr.t("users.name.rule"));
  const full = textField(tr.t("account.full_name"), { autocomplete: "off" });
  const role = selectField(tr.t("account.role"), roles(tr), "planner");
  const areas = textField(tr.t("account.areas"), { autocomplete: "off" }, tr.t("users.areas.rule"));
  return form(tr, tr.t("users.invite"), [name.element, full.element, role.element, areas.element], async () => {
    const body = { name: name.input.value, full_name: full.input.value, role: role.input.value, areas: split(areas.input.value) };
    return linkOf(await shell.client.post<Invited>("users", body), tr);
  });
}

function change(context: Context, user: User): HTMLElement {
  const { tr, shell, again } = context;
  const path = `users/${encodeURIComponent(user.name)}`;
  const role = selectField(tr.t("account.role"), roles(tr), user.role);
  const areas = textField(tr.t("account.areas"), { value: user.areas.join(", "), autocomplete: "off" });
  const said = h("div", {});
  const patch = async (body: unknown): Promise<void> => {
    await shell.client.patch(path, body);
    await again();
  };
  const save = form(tr, tr.t("save"), [role.element, areas.element], async () => {
    await patch({ role: role.input.value, areas: split(areas.input.value) });
    return [];
  });
  const invite = action(tr, tr.t("users.invite.again"), async () => fill(said, ...linkOf(await shell.client.post<Invited>(`${path}/invitation`), tr)));
  const end = user.standing === "disabled"
    ? action(tr, tr.t("users.enable"), () => patch({ standing: "invited" }))
    : action(tr, tr.t("users.disable"), () => patch({ standing: "disabled" }));
  const tokens = action(tr, tr.t("users.tokens"), async () => {
    const found = await shell.client.get<{ tokens: Token[] }>(`${path}/tokens`);
    fill(said, tokenTable(context, found.tokens, (token) => shell.client.remove(`${path}/tokens/${encodeURIComponent(token.id)}`)));
  });
  return h("details", {}, h("summary", {}, tr.t("users.change")), save, h("div", { class: "row" }, invite, end, tokens), said);
}

function linkOf({ user, invitation }: Invited, tr: Context["tr"]): Child[] {
  if (!invitation) return [h("p", {}, tr.t("saved"))];
  const link = invitation.url ?? new URL(`.${invitation.path}`, document.baseURI).href;
  return [h("p", {}, tr.t("users.invited", { name: user.name, expires: instant(invitation.expires, tr) })), secretBox(tr, tr.t("users.link"), link)];
}

function roles(tr: Context["tr"]): { value: string; label: string }[] {
  return ROLES.map((value) => ({ value, label: tr.maybe(`role.${value}`) ?? value }));
}

function split(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}
