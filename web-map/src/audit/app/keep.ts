/** What stays on the device: drafts, the queue, consent, choices. All of it in one place, so that it can be forgotten in one step. */
import type { Language } from "../../api/types";
import type { YardHit } from "../../checklist/api";
import type { Instrument } from "../../checklist/core/instrument";
import type { Draft } from "../core/draft";
import type { Item } from "../core/queue";

export interface Kept {
  drafts: Draft[];
  queue: Item[];
  /** The consent text that was agreed to. */
  consent: number | null;
  language: Language | null;
  theme: "light" | "dark" | null;
  /** The random key by which one person counts once. */
  device: string;
  /** The instrument of the last visit, for a visit without network. */
  instrument: Instrument | null;
  /** Yards that were seen, newest first: they can be chosen without network. */
  yards: YardHit[];
}

const NAME = "aula.audit";
/** What is large and rarely changes stands apart, so that a key pressed does not write it anew. */
const CITY_NAME = "aula.audit.city";
const YARDS_AT_MOST = 400;

export class Keep {
  /** Whether the device lets nothing be kept (private windows, full storage): said to the rater. */
  broken = false;
  private memory: Kept;

  constructor(private readonly storage: Storage | null) {
    this.memory = this.read();
  }

  get all(): Readonly<Kept> {
    return this.memory;
  }

  /** Changes what is kept, on the newest state: another tab may have written meanwhile. */
  change(how: (kept: Kept) => Partial<Kept>): void {
    const newest = this.broken ? this.memory : this.read();
    const changes = how(newest);
    this.memory = { ...newest, ...changes };
    const { instrument, yards, ...own } = this.memory;
    try {
      this.storage?.setItem(NAME, JSON.stringify(own));
      if (changes.instrument !== undefined || changes.yards !== undefined) this.storage?.setItem(CITY_NAME, JSON.stringify({ instrument, yards }));
      this.broken = this.storage === null;
    } catch {
      this.broken = true;
    }
  }

  /** Reads again what another tab may have written. */
  refresh(): void {
    if (!this.broken) this.memory = this.read();
  }

  saw(yards: readonly YardHit[]): void {
    const fresh = new Set(yards.map(({ id }) => id));
    // Outlines are left out: they are the bulk, and a list needs only names and middles.
    const light = yards.map(({ outline: _, distance_m: __, ...yard }) => yard);
    this.change((kept) => ({ yards: [...light, ...kept.yards.filter(({ id }) => !fresh.has(id))].slice(0, YARDS_AT_MOST) }));
  }

  private read(): Kept {
    const empty: Kept = {
      drafts: [], queue: [], consent: null, language: null, theme: null, device: this.memory?.device ?? randomId(), instrument: null, yards: [],
    };
    // Parsing the city's part once is enough: only this page writes it, and a stale one does no harm.
    const city = this.memory ? { instrument: this.memory.instrument, yards: this.memory.yards } : this.parsed(CITY_NAME);
    return { ...empty, ...city, ...this.parsed(NAME) };
  }

  private parsed(name: string): Partial<Kept> {
    try {
      return JSON.parse(this.storage?.getItem(name) ?? "{}") as Partial<Kept>;
    } catch {
      return {};
    }
  }
}

/** 128 random bits as 32 figures of base 16. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function deviceStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
