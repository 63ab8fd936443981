/** The way to /api/v1: relative to the page, one request per purpose, an outdated one is aborted. */
import type { Problem } from "./types";

/** A failure with the server's explanation, or without one where the server was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number | null,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
  }
}

export class Client {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly base = "api/v1/") {}

  /** The address of a path, for links. */
  address(path: string): string {
    return this.base + path;
  }

  /** The JSON answer. With a purpose, an earlier request for the same purpose is aborted. */
  async get<T>(path: string, purpose?: string): Promise<T> {
    const abort = new AbortController();
    if (purpose !== undefined) {
      this.running.get(purpose)?.abort();
      this.running.set(purpose, abort);
    }
    try {
      const response = await fetch(this.address(path), {
        signal: abort.signal,
        headers: { accept: "application/json, application/problem+json" },
      });
      if (!response.ok) throw new ApiError(response.status, await problemOf(response));
      return (await response.json()) as T;
    } catch (error) {
      if (error instanceof ApiError || isAbort(error)) throw error;
      throw new ApiError(null, { detail: error instanceof Error ? error.message : String(error) });
    } finally {
      if (purpose !== undefined && this.running.get(purpose) === abort) this.running.delete(purpose);
    }
  }

  /** Aborts what runs for a purpose: its answer is wanted no longer. */
  cancel(purpose: string): void {
    this.running.get(purpose)?.abort();
    this.running.delete(purpose);
  }
}

/** Whether a failure only says that the request was given up. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { title: response.statusText };
  }
}
