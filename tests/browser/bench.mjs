// Reports, asserts nothing: how long the first useful map takes, and a change of a filter, to the eye.
import { SIZES, launch, openControls, openPage, repainted } from "./browser.mjs";

const RUNS = Number(process.env.RUNS ?? 5);
const browser = await launch();
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const report = {};
/** First load of the page, tiles and API answers apart, in bytes as they are sent. */
const LOAD_BUDGET = 300_000;
for (const size of Object.keys(SIZES)) {
  const first = [];
  const changes = [];
  let bytes = 0;
  for (let run = 0; run < RUNS; run++) {
    const { page, close } = await openPage(browser, size, "?lang=en");
    first.push(await page.evaluate(() => performance.getEntriesByName("aula:first-map")[0].startTime));
    bytes = await page.evaluate(() =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .filter((entry) => !entry.name.includes("/api/"))
        .reduce((sum, entry) => sum + (entry.encodedBodySize ?? 0), 0));
    await openControls(page, size);
    const years = page.locator(".quick button");
    const boxes = page.locator(".checks .check input");
    await repainted(page, () => years.nth(1).click());
    await repainted(page, () => boxes.nth(0).check());
    await repainted(page, () => boxes.nth(1).check());
    await repainted(page, () => page.getByLabel("From", { exact: true }).selectOption("18"));
    await repainted(page, () => page.locator(".reset").click());
    changes.push(...(await page.evaluate(() => performance.getEntriesByName("aula:filter-change").map((m) => m.duration))));
    await close();
  }
  report[size] = {
    first_map_ms: { median: Math.round(median(first)), worst: Math.round(Math.max(...first)) },
    filter_change_ms: { median: Math.round(median(changes)), worst: Math.round(Math.max(...changes)), changes: changes.length },
    page_bytes_as_sent: bytes,
    page_bytes_budget: LOAD_BUDGET,
  };
}
report.panning = await panning();
await browser.close();
console.log(JSON.stringify(report, null, 2));

/** Frames a second while the map is dragged to and fro over the finest cells: of the whole city, and of what is in view. */
async function panning() {
  const { page, close } = await openPage(browser, "desktop", `?lang=en&view=cells&resolution=${process.env.RESOLUTION ?? 11}`);
  const cells = await page.evaluate(async (resolution) => {
    const answer = await (await fetch(`api/v1/layers/incidents?level=cells&resolution=${resolution}&f=columns`)).json();
    return answer.n;
  }, process.env.RESOLUTION ?? 11);
  const box = await page.locator(".map").boundingBox();
  const [x, y] = [box.x + box.width * 0.7, box.y + box.height * 0.5];
  await page.evaluate(() => {
    globalThis.frames = [];
    const tick = (at) => {
      globalThis.frames.push(at);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  const started = Date.now();
  for (let step = 0; Date.now() - started < 4000; step++) {
    await page.mouse.move(x + 120 * Math.sin(step / 12), y + 80 * Math.cos(step / 15));
  }
  await page.mouse.up();
  const gaps = await page.evaluate(() => globalThis.frames.slice(1).map((at, i) => at - globalThis.frames[i]));
  await close();
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { cells, frames: gaps.length, frames_a_second: Math.round(1000 / mean), worst_frame_ms: Math.round(Math.max(...gaps)), slower_than_20_ms: gaps.filter((gap) => gap > 20).length };
}
