/** The way to planning: requests, and what a session has to repeat. */
import { ApiError } from "../api/client";
import type { City, Problem } from "../api/types";

export type * from "./shapes";
export type { City, Names } from "../api/types";

export class Desk {
  constructor(private readonly base: string) {}

  address(path: string): string {
    return `${this.base}api/v1/${path}`;
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  city(): Promise<City> {
    return this.get<City>("city");
  }

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json, application/problem+json" };
    if (method !== "GET") {
      const csrf = await this.csrf();
      if (csrf !== null) headers["x-csrf-token"] = csrf;
    }
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(this.address(path), { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    if (!response.ok) throw new ApiError(response.status, await problemOf(response));
    return (await response.json()) as T;
  }

  /** What a session has to repeat; none where nobody is signed in. */
  private async csrf(): Promise<string | null> {
    const response = await fetch(this.address("session"), { headers: { accept: "application/json" } });
    if (!response.ok) return null;
    const session = (await response.json()) as { csrf?: string };
    return session.csrf ?? null;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { title: response.statusText };
  }
}
