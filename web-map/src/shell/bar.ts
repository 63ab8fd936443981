/**
 * The strip that every page has on top: as whom one looks, other pages, signing in and out; in the demo a button for
 * each role. A page mounts it with one call and gets the session's client back.
 */
import "./shell.css";
import type { Language } from "../api/types";
import { ApiError } from "../api/client";
import { fill, h } from "../ui/dom";
import { translator } from "./i18n/i18n";
import { type Session, SessionClient } from "./session";

export interface ShellOptions {
  language: Language;
  /** Way from the page to the root of the service: `""` for a page at the root, `"../"` one level deeper. */
  root?: string;
  /** The page that is open: `map`, `publications`, … */
  page?: string;
}

export interface Shell {
  element: HTMLElement;
  client: SessionClient;
  session: Session;
  /** Writes the strip anew in another language. */
  translate(language: Language): void;
}

/** Asks who is looking and makes the strip. Without an answer the strip shows the public. */
export async function shell(options: ShellOptions): Promise<Shell> {
  const root = options.root ?? "";
  const client = new SessionClient(`${root}api/v1/`);
  const session = await client.load().catch(nobody);
  const element = h("nav", { class: "shell" });
  const translate = (language: Language): void => draw(element, client, session, { ...options, root, language });
  translate(options.language);
  return { element, client, session, translate };
}

function nobody(): Session {
  return {
    role: "public", account: null, full_name: null, areas: [], how: "nobody", csrf: null, expires: null,
    may: { cells: false, incidents: false, admin: false }, demo: false, demo_role: false, demo_roles: [],
  };
}

interface Drawn extends ShellOptions {
  root: string;
}

function draw(element: HTMLElement, client: SessionClient, session: Session, options: Drawn): void {
  const tr = translator(options.language);
  const role = tr.maybe(`role.${session.role}`) ?? session.role;
  const real = session.how === "session" && !session.demo_role;
  const who = real ? tr.t("bar.as.account", { name: session.full_name || session.account || "", role }) : tr.t("bar.as", { role });
  const areas = session.areas.length > 0 && ` · ${tr.t("bar.areas", { areas: session.areas.join(", ") })}`;
  const failure = h("span", { class: "shell-failure", role: "alert" });
  element.setAttribute("aria-label", tr.t("bar.label"));
  fill(
    element,
    h("p", { class: "shell-who", "data-role": session.role },
      session.demo && h("strong", { class: "shell-demo" }, tr.t("bar.demo")), h("span", {}, who, areas, ` – ${tr.maybe(`sees.${session.role}`) ?? ""}`)),
    session.demo && switchOf(client, session, tr, failure),
    h("ul", { class: "shell-pages", "aria-label": tr.t("bar.pages") }, ...pagesOf(session, real).map((page) => h("li", {}, link(page, options, tr)))),
    real && h("button", { type: "button", class: "shell-button", onclick: () => void signOut(client, options) }, tr.t("page.sign_out")),
    failure,
  );
}

type Tr = ReturnType<typeof translator>;

/** The pages that the viewer has a use for. */
function pagesOf(session: Session, real: boolean): string[] {
  const makes = ["analyst", "admin", "operator"].includes(session.role);
  const mends = ["osi", "body", "inspector", "planner", "analyst", "operator"].includes(session.role);
  const moderates = ["inspector", "planner", "analyst", "operator"].includes(session.role);
  const plans = ["planner", "analyst", "operator"].includes(session.role);
  return [
    "map", ...(session.may.cells ? ["risk"] : []), ...(plans ? ["plans", "evaluate"] : []), "audit", ...(mends ? ["cases", "duties"] : []), ...(moderates ? ["moderation"] : []), ...(makes ? ["publications"] : []), ...(session.may.admin ? ["users", "access_log"] : []),
    ...(real ? ["account"] : session.how === "nobody" ? ["sign_in"] : []),
  ];
}

const ADDRESSES: Readonly<Record<string, string>> = {
  map: "./", risk: "risk", plans: "plans", evaluate: "evaluate", audit: "audit", cases: "cases", duties: "duties", moderation: "moderation", publications: "publications", users: "users", access_log: "access-log", account: "account", sign_in: "sign-in",
};

function link(page: string, { root, page: open, language }: Drawn, tr: Tr): HTMLElement {
  const href = `${root}${ADDRESSES[page] ?? "./"}?lang=${language}`;
  return h("a", { href, "aria-current": page === open ? "page" : null }, tr.maybe(`page.${page}`) ?? page);
}

function switchOf(client: SessionClient, session: Session, tr: Tr, failure: HTMLElement): HTMLElement {
  const look = async (role: string): Promise<void> => {
    try {
      await client.post("demo/role", { role });
      location.reload();
    } catch (error) {
      const detail = error instanceof ApiError ? error.message : String(error);
      fill(failure, tr.t("bar.failed", { detail }));
    }
  };
  const button = (role: string): HTMLElement =>
    h("button", { type: "button", "data-role": role, "aria-pressed": String(role === session.role), onclick: () => void look(role) },
      tr.maybe(`role.${role}`) ?? role);
  return h("div", { class: "shell-roles", role: "group", "aria-label": tr.t("bar.switch") }, ...session.demo_roles.map(button));
}

async function signOut(client: SessionClient, { root, language }: Drawn): Promise<void> {
  await client.remove("session").catch(() => undefined);
  location.assign(`${root}./?lang=${language}`);
}
