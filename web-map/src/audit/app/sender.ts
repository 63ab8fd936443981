/** Sends what waits, one at a time, whenever the network lets it; a resend is harmless by the client's id. */
import { type Api, Failure } from "../../checklist/api";
import { type Challenge, prove } from "../core/proof";
import { type Item, type Outcome, type Receipt, due, nextDue, reconnected, recovered, sending, settled, trimmed } from "../core/queue";
import type { Keep } from "./keep";
import { dropPhoto, photosOf } from "./photos";

export class Sender {
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly keep: Keep,
    private readonly api: Api,
    private readonly changed: () => void,
  ) {
    keep.change(({ queue }) => ({ queue: recovered(queue) }));
    window.addEventListener("online", () => {
      keep.change(({ queue }) => ({ queue: reconnected(queue) }));
      void this.run();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.run());
  }

  /** Sends everything that may be sent now. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      // One tab at a time; without locks two tabs may send the same, which counts once.
      if ("locks" in navigator) await navigator.locks.request("aula-audit-sender", () => this.drain());
      else await this.drain();
    } finally {
      this.running = false;
      this.plan();
    }
  }

  private async drain(): Promise<void> {
    this.keep.refresh();
    for (let item = this.next(); item; item = this.next()) {
      const id = item.submission.client_id;
      this.keep.change(({ queue }) => ({ queue: sending(queue, id) }));
      this.changed();
      const outcome = await this.send(item);
      this.keep.change(({ queue }) => ({ queue: trimmed(settled(queue, id, outcome, Date.now())) }));
      this.changed();
      if (outcome.kind === "unreached") return;
    }
    await this.sendPhotos();
  }

  private next(): Item | null {
    return navigator.onLine ? due(this.keep.all.queue, Date.now()) : null;
  }

  private plan(): void {
    const when = nextDue(this.keep.all.queue);
    if (when !== null) this.timer = setTimeout(() => void this.run(), Math.max(1000, when - Date.now()));
  }

  private async send({ submission, corrects }: Item): Promise<Outcome> {
    try {
      if (corrects) {
        const headers = { "x-audit-secret": corrects.secret };
        const receipt = await this.api.ask<Receipt>("PUT", `audits/${encodeURIComponent(corrects.id)}`, submission, headers);
        return { kind: "accepted", receipt };
      }
      const challenge = await this.api.get<Challenge>("challenge");
      const proof = await prove(challenge, () => new Promise((done) => setTimeout(done)));
      const receipt = await this.api.ask<Receipt>("POST", "audits", { ...submission, proof });
      return { kind: "accepted", receipt };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** Photos of what has arrived. A photo that is refused is dropped: the round itself stands. */
  private async sendPhotos(): Promise<void> {
    for (const { submission, receipt } of this.keep.all.queue.filter((item) => item.state === "sent")) {
      if (!receipt) continue;
      for (const photo of await photosOf(submission.client_id).catch(() => [])) {
        try {
          await this.api.ask("POST", `audits/${encodeURIComponent(receipt.id)}/photos`, photo.blob, {
            "content-type": photo.blob.type,
            "x-audit-secret": receipt.secret,
          });
        } catch (error) {
          if (outcomeOf(error).kind !== "refused") return;
        }
        await dropPhoto(photo.id).catch(() => undefined);
      }
    }
  }
}

/** What a failure means for the item in the queue. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Failure) || error.status === null || error.status >= 500) return { kind: "unreached" };
  const { errors, detail, title, remedy } = error.problem;
  // A proof that came too late is made anew.
  if (errors?.length === 1 && errors[0]?.code?.startsWith("proof_")) return { kind: "unreached" };
  const several = (errors ?? []).map(({ field, message }) => ({ message: message ?? "", ...(field === undefined ? {} : { field }) }));
  const text = [detail ?? title ?? "", remedy ?? ""].filter((part) => part !== "").join(" ");
  const faults = several.length > 0 ? several : [{ message: text }];
  return error.status === 429 ? { kind: "later", afterMs: error.retryAfterMs, faults } : { kind: "refused", faults };
}
