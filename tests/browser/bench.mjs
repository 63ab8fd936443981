// Reports, asserts nothing: how long the first useful map takes, and a change of a filter, to the eye.
import { SIZES, launch, openControls, openPage, repainted } from "./browser.mjs";

const RUNS = Number(process.env.RUNS ?? 5);
const browser = await launch();
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const report = {};
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
  };
}
await browser.close();
console.log(JSON.stringify(report, null, 2));
