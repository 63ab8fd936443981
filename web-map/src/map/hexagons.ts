/** Study sets with their boundaries: decoded and computed once per set, kept while the page lives (the last eight). */
import type { Client } from "../api/client";
import type { StudySetAnswer } from "../api/types";
import { decodeDeltas } from "../core/h3delta";
import type { CellSet } from "../core/loaded";
import type { Shapes } from "../core/shapes";
import type { HexagonReply, HexagonRequest } from "./hexagon-worker";

const KEPT_SETS = 8;

export class HexagonStore {
  private readonly sets = new Map<string, Promise<CellSet>>();
  private readonly waiting = new Map<number, { done: (shapes: Shapes) => void; failed: (error: Error) => void }>();
  private readonly worker: Worker;
  private lastId = 0;

  constructor(private readonly client: Client) {
    this.worker = new Worker(new URL("./hexagon-worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }: MessageEvent<HexagonReply>): void => {
      const waiter = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ("error" in data) waiter?.failed(new Error(data.error));
      else waiter?.done(data.shapes);
    };
  }

  /** The cells of a set and their boundaries. A failure is not remembered: the next call tries again. */
  get(set: string): Promise<CellSet> {
    const known = this.sets.get(set);
    if (known) {
      this.sets.delete(set);
      this.sets.set(set, known);
      return known;
    }
    const promise = this.load(set);
    this.sets.set(set, promise);
    promise.catch(() => this.sets.delete(set));
    const oldest = this.sets.keys().next().value;
    if (this.sets.size > KEPT_SETS && oldest !== undefined) this.sets.delete(oldest);
    return promise;
  }

  private async load(set: string): Promise<CellSet> {
    const answer = await this.client.get<StudySetAnswer>(`study-sets/${encodeURIComponent(set)}`);
    if (answer.encoding !== "h3-delta") throw new Error(`unknown encoding ${answer.encoding}`);
    const numbers = decodeDeltas(answer.cells);
    const shapes = await this.boundaries(numbers, answer.resolution);
    return { set, resolution: answer.resolution, numbers, shapes };
  }

  private boundaries(numbers: Float64Array, resolution: number): Promise<Shapes> {
    const id = ++this.lastId;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ id, numbers, resolution } satisfies HexagonRequest);
    });
  }
}
