/** The way to the checklist's routes. Relative to the page, so that the service may stand behind any prefix. */
import type { Language, Names } from "../api/types";
import type { Instrument } from "./core/instrument";
import type { LonLat } from "./core/sun";

/** A yard as lists have it. */
export interface YardHit {
  id: string;
  names: Names;
  centre: LonLat;
  place?: Names;
  /** The address by which it was found. */
  address?: Names;
  distance_m?: number;
  outline?: [number, number][][];
}

/** A failure with the service's own words. `status` is null where nobody was reached. */
export class Failure extends Error {
  constructor(
    readonly status: number | null,
    readonly problem: ProblemBody,
    readonly retryAfterMs: number | null = null,
  ) {
    super(problem.detail ?? problem.title ?? String(status));
  }
}

/** RFC 9457, with the faults of a submission where there are several. */
export interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  remedy?: string;
  errors?: { field?: string; message?: string; code?: string }[];
}

export interface Session {
  role: string;
  /** None where nobody is signed in. */
  account?: string | null;
  /** What a page of ours repeats with every change, and a page of another site cannot know. */
  csrf?: string | null;
}

export class Api {
  private csrf: string | null = null;

  constructor(
    private readonly base: string,
    public language: Language,
  ) {}

  address(path: string): string {
    return `${this.base}api/v1/${path}`;
  }

  async get<T>(path: string): Promise<T> {
    return this.ask<T>("GET", path);
  }

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const raw = body instanceof Blob || body instanceof FormData;
    let response: Response;
    try {
      response = await fetch(this.address(path), {
        method,
        credentials: "same-origin",
        headers: {
          accept: "application/json, application/problem+json",
          "accept-language": this.language,
          ...(body === undefined || raw ? {} : { "content-type": "application/json" }),
          ...(this.csrf !== null && method !== "GET" ? { "x-csrf-token": this.csrf } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      });
    } catch (error) {
      throw new Failure(null, { detail: error instanceof Error ? error.message : String(error) });
    }
    if (!response.ok) {
      const after = Number(response.headers.get("retry-after") ?? Number.NaN);
      throw new Failure(response.status, await bodyOf(response), Number.isFinite(after) ? after * 1000 : null);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  instrument(): Promise<Instrument> {
    return this.get<Instrument>("checklist");
  }

  /** What changes something from now on is asked in the name of this session. */
  speakFor({ csrf }: Session): void {
    this.csrf = csrf ?? null;
  }

  async yards(query: string): Promise<YardHit[]> {
    return hitsOf(await this.get<unknown>(`yards?${query}`));
  }

  /** Who is signed in; the public where nobody is or the service has no accounts. */
  async session(): Promise<Session> {
    try {
      const session = await this.get<Session>("session");
      this.speakFor(session);
      return session;
    } catch {
      return { role: "public" };
    }
  }
}

async function bodyOf(response: Response): Promise<ProblemBody> {
  try {
    return (await response.json()) as ProblemBody;
  } catch {
    return { title: response.statusText };
  }
}

interface Feature {
  id?: string;
  geometry?: { type: string; coordinates: unknown } | null;
  properties?: { id?: string; names?: Names; centre?: [number, number] | null; place?: Names | null; address?: Names | null; distance_m?: number | null };
}

/** The yards of a FeatureCollection; those without a place on earth are left out. */
export function hitsOf(answer: unknown): YardHit[] {
  const features = (answer as { features?: Feature[] }).features ?? [];
  return features.flatMap((feature): YardHit[] => {
    const p = feature.properties ?? {};
    const id = feature.id ?? p.id;
    const rings = ringsOf(feature.geometry);
    const centre = p.centre ?? middleOf(rings.flat());
    if (!id || !centre) return [];
    return [{
      id,
      names: p.names ?? {},
      centre: { lon: centre[0], lat: centre[1] },
      ...(p.place ? { place: p.place } : {}),
      ...(p.address ? { address: p.address } : {}),
      ...(typeof p.distance_m !== "number" ? {} : { distance_m: p.distance_m }),
      ...(rings.length > 0 ? { outline: rings } : {}),
    }];
  });
}

function ringsOf(geometry: Feature["geometry"]): [number, number][][] {
  if (geometry?.type === "Polygon") return geometry.coordinates as [number, number][][];
  if (geometry?.type === "MultiPolygon") return (geometry.coordinates as [number, number][][][]).flat();
  return geometry?.type === "Point" ? [[geometry.coordinates as [number, number]]] : [];
}

function middleOf(points: readonly [number, number][]): [number, number] | null {
  if (points.length === 0) return null;
  const middle = (axis: 0 | 1): number => {
    const values = points.map((point) => point[axis]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [middle(0), middle(1)];
}
