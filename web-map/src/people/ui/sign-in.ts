/** Signing in, and accepting an invitation: its secret stands behind `#`, which browsers send to nobody. */
import { ApiError } from "../../api/client";
import { type Child, h } from "../../ui/dom";
import type { Context } from "../page";
import { form, textField } from "./form";

export async function signInPage(context: Context): Promise<Child[]> {
  const { tr, shell } = context;
  const secret = new URLSearchParams(location.hash.slice(1)).get("invite");
  if (secret !== null) return invitation(context, secret);
  const { session } = shell;
  const known = session.how === "session" && !session.demo_role
    ? h("p", {}, tr.t("sign_in.already", { name: session.full_name || session.account || "" }))
    : null;
  return [known, signIn(context, "")];
}

function signIn({ tr, shell }: Context, name: string): HTMLElement {
  const user = textField(tr.t("sign_in.name"), { autocomplete: "username", required: true, autocapitalize: "none", value: name });
  const password = textField(tr.t("sign_in.password"), { type: "password", autocomplete: "current-password", required: true });
  return form(tr, tr.t("sign_in.do"), [user.element, password.element], async () => {
    try {
      await shell.client.post("session", { name: user.input.value, password: password.input.value });
    } catch (error) {
      password.input.value = "";
      if (error instanceof ApiError && error.status === 401) return [h("p", { class: "failure" }, tr.t("sign_in.wrong"))];
      throw error;
    }
    location.assign(`./?lang=${tr.language}`);
    return [];
  });
}

function invitation(context: Context, secret: string): Child[] {
  const { tr, shell } = context;
  const first = textField(tr.t("password.new"), { type: "password", autocomplete: "new-password", required: true }, tr.t("password.rule"));
  const second = textField(tr.t("password.again"), { type: "password", autocomplete: "new-password", required: true });
  return [
    h("p", {}, tr.t("invitation.text")),
    form(tr, tr.t("invitation.do"), [first.element, second.element], async () => {
      if (first.input.value !== second.input.value) return [h("p", { class: "failure" }, tr.t("password.differ"))];
      const { name } = await shell.client.post<{ name: string }>("invitations/accept", { secret, password: first.input.value });
      history.replaceState(null, "", `${location.pathname}${location.search}`);
      return [h("p", {}, tr.t("invitation.done", { name })), signIn(context, name)];
    }),
  ];
}
