/** Who asks: the answer of /api/v1/session, and requests that change something in its name. */
import type { Problem } from "../api/types";
import { ApiError } from "../api/client";

export interface Session {
  role: string;
  account: string | null;
  full_name: string | null;
  areas: string[];
  /** `nobody`, `loopback`, `session` or `token …`. */
  how: string;
  csrf: string | null;
  expires: string | null;
  may: { cells: boolean; incidents: boolean; admin: boolean };
  demo: boolean;
  demo_role: boolean;
  demo_roles: string[];
}

/** Requests to /api/v1 with the session's secret where they change something. */
export class SessionClient {
  session: Session | null = null;

  /** @param base address of the API relative to the page */
  constructor(private readonly base = "api/v1/") {}

  /** The address of a path, for links. */
  address(path: string): string {
    return this.base + path;
  }

  async load(): Promise<Session> {
    this.session = await this.get<Session>("session");
    return this.session;
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>("POST", path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("PATCH", path, body);
  }

  remove(path: string): Promise<unknown> {
    return this.send("DELETE", path);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json, application/problem+json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method !== "GET" && this.session?.csrf) headers["x-csrf-token"] = this.session.csrf;
    let response: Response;
    try {
      response = await fetch(this.address(path), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    } catch (error) {
      throw new ApiError(null, { detail: error instanceof Error ? error.message : String(error) });
    }
    if (!response.ok) throw new ApiError(response.status, await problemOf(response));
    const text = await response.text();
    return (text === "" ? null : JSON.parse(text)) as T;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { status: response.status };
  }
}
