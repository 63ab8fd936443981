import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Submission } from "../../src/audit/core/draft";
import {
  type Item, type Receipt, due, enqueue, nextDue, queued, reconnected, recovered, removed, sending, settled, trimmed,
} from "../../src/audit/core/queue";
import { prove, tryCounters } from "../../src/audit/core/proof";
import { leadingZeros, sha256 } from "../../src/audit/core/sha256";

const yard = { id: "yard:a", names: {}, centre: { lon: 0, lat: 0 } };
const item = (id: string): Item => queued({ client_id: id } as Submission, yard);
const receipt: Receipt = { id: "1", secret: "s", duties: [], known: [], other_round: { missing: null }, yard: "/yards/a" };
const states = (queue: readonly Item[]): string[] => queue.map((one) => `${one.submission.client_id}:${one.state}`);

describe("the queue", () => {
  it("sends in order and keeps what was accepted", () => {
    let queue = enqueue(enqueue([], item("a")), item("b"));
    expect(due(queue, 0)?.submission.client_id).toBe("a");
    queue = sending(queue, "a");
    expect(due(queue, 0)?.submission.client_id).toBe("b");
    queue = settled(queue, "a", { kind: "accepted", receipt }, 0);
    expect(states(queue)).toEqual(["a:sent", "b:waiting"]);
  });

  it("holds a round once, however often it is put in", () => {
    const queue = enqueue(enqueue(enqueue([], item("a")), item("a")), item("a"));
    expect(queue).toHaveLength(1);
    const sent = settled(queue, "a", { kind: "accepted", receipt }, 0);
    expect(enqueue(sent, item("a"))[0]?.state).toBe("sent");
  });

  it("waits longer each time nobody is reached, and loses nothing", () => {
    let queue: Item[] = [item("a")];
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      queue = settled(sending(queue, "a"), "a", { kind: "unreached" }, 1000);
      waits.push(queue[0]!.notBefore - 1000);
    }
    expect(waits.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(waits[11]).toBe(15 * 60_000);
    expect(due(queue, 1000)).toBeNull();
    expect(nextDue(queue)).toBe(1000 + 15 * 60_000);
    expect(due(reconnected(queue), 1000)?.submission.client_id).toBe("a");
  });

  it("obeys the service's own time to wait", () => {
    const queue = settled([item("a")], "a", { kind: "later", afterMs: 60_000, faults: [{ message: "too often" }] }, 0);
    expect(queue[0]).toMatchObject({ state: "waiting", notBefore: 60_000, faults: [{ message: "too often" }] });
  });

  it("does not send again what was refused, until it is mended", () => {
    const refused = settled([item("a")], "a", { kind: "refused", faults: [{ message: "no" }] }, 0);
    expect(due(refused, 1e12)).toBeNull();
    expect(reconnected(refused)[0]?.state).toBe("refused");
    expect(enqueue(refused, item("a"))[0]?.state).toBe("waiting");
  });

  it("sends again what was under way when the tab was closed, and not what another tab settled", () => {
    const queue = sending([item("a")], "a");
    expect(recovered(queue)[0]?.state).toBe("waiting");
    const sent = settled(queue, "a", { kind: "accepted", receipt }, 0);
    expect(recovered(sent)[0]?.state).toBe("sent");
    expect(settled(sent, "a", { kind: "unreached" }, 0)[0]?.state).toBe("sent");
  });

  it("puts a correction in the place of what was sent", () => {
    const sent = settled([item("a")], "a", { kind: "accepted", receipt }, 0);
    const queue = enqueue(sent, queued({ client_id: "a" } as Submission, yard, { id: "1", secret: "s" }));
    expect(queue).toHaveLength(1);
    expect(due(queue, 0)?.corrects).toEqual({ id: "1", secret: "s" });
  });

  it("forgets only old ones that were sent", () => {
    const queue = [..."abcdef"].map((id) => item(id)).map((one, i) => (i < 5 ? { ...one, state: "sent" as const, receipt } : one));
    expect(states(trimmed(queue, 2))).toEqual(["d:sent", "e:sent", "f:waiting"]);
    expect(removed(queue, "f")).toHaveLength(5);
  });
});

describe("the proof of work", () => {
  const hex = (message: string): string => [...sha256(message)].map((word) => word.toString(16).padStart(8, "0")).join("");
  it("has digests as Node has them, whatever the length", () => {
    for (let length = 0; length < 140; length++) {
      const message = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7 + length) % 90))).join("");
      expect(hex(message)).toBe(createHash("sha256").update(message).digest("hex"));
    }
  });
  it("finds a counter that the service would accept", async () => {
    const proof = await prove({ nonce: "0f3a", bits: 12, expires: "" }, async () => undefined);
    const digest = createHash("sha256").update(`0f3a${proof.counter}`).digest();
    expect(digest[0]! === 0 && digest[1]! < 16).toBe(true);
    expect(tryCounters({ nonce: "0f3a", bits: 12, expires: "" }, 0, proof.counter)).toBeNull();
  });
  it("counts zero bits", () => {
    expect(leadingZeros(Uint32Array.of(0, 0x0fffffff))).toBe(36);
    expect(leadingZeros(Uint32Array.of(0x80000000))).toBe(0);
  });
});
