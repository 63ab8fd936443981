import { describe, expect, it } from "vitest";
import { isNight, nextChange, sunAltitude } from "../../src/checklist/core/sun";

const almaty = { lon: 76.95, lat: 43.25 };
const at = (moment: string): number => Date.parse(moment);

describe("the sun", () => {
  it.each([
    // Upper and lower culmination: 90 − φ + δ and φ + δ − 90, at the solstices and the equinox.
    ["2026-06-21T06:54:00Z", 90 - 43.25 + 23.44],
    ["2026-12-21T06:50:30Z", 90 - 43.25 - 23.44],
    ["2026-06-21T18:54:00Z", 43.25 + 23.44 - 90],
    ["2026-12-21T18:50:30Z", 43.25 - 23.44 - 90],
    ["2026-03-20T06:59:40Z", 90 - 43.25 - 0.13],
  ])("stands at %s where geometry puts it", (moment, degrees) => {
    expect(Math.abs(sunAltitude(almaty, at(moment)) - degrees)).toBeLessThan(0.12);
  });

  it("turns an evening in Almaty into night when the almanac does", () => {
    // Solar noon there is at 06:40 UTC on that day; sunset follows at about 11:17, civil dusk at about 11:48.
    expect(isNight(almaty, at("2026-11-27T11:40:00Z"))).toBe(false);
    expect(isNight(almaty, at("2026-11-27T12:00:00Z"))).toBe(true);
  });

  it("goes by the place and not by the clock of the device", () => {
    const moment = at("2026-11-27T13:00:00Z");
    expect(isNight({ lon: -87.6, lat: 41.9 }, moment)).toBe(false);
    expect(isNight(almaty, moment)).toBe(true);
  });

  it("says when it gets dark and light, to the minute", () => {
    const dusk = nextChange(almaty, at("2026-11-27T07:00:00Z"))!;
    expect(Math.abs(sunAltitude(almaty, dusk) + 6)).toBeLessThan(0.15);
    expect(isNight(almaty, dusk + 60_000)).toBe(true);
    const dawn = nextChange(almaty, dusk + 60_000)!;
    expect(isNight(almaty, dawn + 60_000)).toBe(false);
    expect((dawn - dusk) / 3_600_000).toBeGreaterThan(12);
  });

  it("has no change to tell where the night does not come", () => {
    expect(nextChange({ lon: 25, lat: 70 }, at("2026-06-21T12:00:00Z"))).toBeNull();
  });
});
