import { describe, expect, it } from "vitest";
import { Keep, randomId } from "../../src/audit/app/keep";

/** Storage as a browser has it, or one that is full. */
function storage(full = false): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (full) throw new DOMException("full", "QuotaExceededError");
      held.set(name, value);
    },
  } as unknown as Storage;
}

const yard = (id: string) => ({ id, names: {}, centre: { lon: 0, lat: 0 }, outline: [[[0, 0]]] as [number, number][][], distance_m: 3 });

describe("what stays on the device", () => {
  it("is there again in another tab, which does not lose what the first one writes", () => {
    const shared = storage();
    const [first, second] = [new Keep(shared), new Keep(shared)];
    first.change(() => ({ consent: 1 }));
    second.change(() => ({ language: "kk" }));
    first.refresh();
    expect([first.all.consent, first.all.language]).toEqual([1, "kk"]);
    expect(new Keep(shared).all).toMatchObject({ consent: 1, language: "kk" });
  });

  it("has one key of the device for good", () => {
    const shared = storage();
    const first = new Keep(shared);
    first.change(() => ({ consent: 1 }));
    expect(new Keep(shared).all.device).toBe(first.all.device);
    expect(first.all.device).toMatch(/^[0-9a-f]{32}$/);
    expect(randomId()).not.toBe(randomId());
  });

  it("keeps yards that were seen, the newest first, once, without outlines", () => {
    const shared = storage();
    const keep = new Keep(shared);
    keep.saw([yard("a"), yard("b")]);
    keep.saw([yard("c"), yard("a")]);
    expect(new Keep(shared).all.yards.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(new Keep(shared).all.yards[0]).toEqual({ id: "c", names: {}, centre: { lon: 0, lat: 0 } });
  });

  it("says so where nothing can be kept, and goes on in memory", () => {
    for (const keep of [new Keep(storage(true)), new Keep(null)]) {
      keep.change(() => ({ consent: 1 }));
      keep.change(() => ({ language: "ru" }));
      expect([keep.broken, keep.all.consent, keep.all.language]).toEqual([true, 1, "ru"]);
    }
  });

  it("begins anew where what was kept is no longer readable", () => {
    const broken = storage();
    broken.setItem("aula.audit", "{half");
    expect(new Keep(broken).all.drafts).toEqual([]);
  });
});
