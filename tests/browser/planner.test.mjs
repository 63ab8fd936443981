// The map as a planner works with it: one slice from every side, a brush, an outline, a swipe, a search, saved views, downloads.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, choices, launch, legendText, openAddress, openControls, openPage, painted, repainted, settled } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const number = (text) => Number(text.replaceAll(",", ""));
const totalOf = async (page) => number(/Counted: ([\d,]+)/.exec(await page.locator(".linked-total").innerText())[1]);
const api = (page, path) => page.evaluate(async (at) => (await fetch(`api/v1/${at}`)).json(), path);

/** What a download holds. */
async function saved(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), action()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const size of Object.keys(SIZES)) {
  describe(size, () => {
    test("a stretch of time that is brushed changes map, table and every view; undone in one step", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9&dock=linked");
      await page.locator(".brush rect").first().waitFor();
      const all = await totalOf(page);
      await assertAccessible(page, `${size}: all views`);
      // From the keyboard: the period ends a year earlier.
      await repainted(page, async () => {
        const slider = page.getByLabel("Period ends with");
        await slider.focus();
        for (let i = 0; i < 11; i++) await slider.press("ArrowLeft", { noWaitAfter: true });
      });
      await page.waitForFunction((before) => !document.querySelector(".linked-total")?.textContent.includes(before), all.toLocaleString("en"));
      await settled(page);
      assert.match(choices(page).to, /^\d{4}-\d{2}-01$/);
      const some = await totalOf(page);
      assert.ok(some > 0 && some < all, `${some} of ${all}`);
      assert.equal(number(/Counted: ([\d,]+)/.exec(await legendText(page))[1]), some, "the map follows");
      assert.ok(await page.locator(".chip").count() >= 1, "what is filtered is listed");
      if (size === "desktop") {
        const box = await page.locator(".brush svg").boundingBox();
        await repainted(page, async () => {
          await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
          await page.mouse.down();
          await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
          await page.mouse.up();
        });
        assert.ok(choices(page).from > "2024", "dragging over the bars chooses too");
        await page.locator(".undo").first().click();
        await settled(page);
        assert.equal(choices(page).from, undefined, "undone in one step");
      }
      await page.goto(`${page.url()}&dock=linked`.replace("dock=linked&", ""));
      await painted(page);
      assert.deepEqual(faults, []);
      await close();
    });

    test("compares two periods with a divider that the keyboard moves, by one legend", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9&view=cells&from=2025-01-01&to=2025-07-01&compare=year");
      const divider = page.getByLabel("Divider between left and right");
      await divider.waitFor();
      const text = await legendText(page);
      assert.match(text, /Left: Incidents, 2025-01-01.*: [\d,]+/);
      assert.match(text, /Right: Incidents, 2024-01-01.*: [\d,]+/);
      assert.match(text, /same scale/);
      const clip = () => page.evaluate(() => document.querySelector(".leaflet-right-pane").style.clip);
      const was = await clip();
      await divider.focus();
      for (let i = 0; i < 5; i++) await divider.press("ArrowLeft");
      await settled(page);
      assert.notEqual(await clip(), was);
      assert.equal(choices(page).split, "45");
      await assertAccessible(page, `${size}: side by side`);
      assert.deepEqual(faults, []);
      await close();
    });

    test("finds a place in three languages and two scripts, coordinates and a cell", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9");
      const box = page.getByRole("combobox", { name: "Find a place" });
      for (const text of ["Медеу", "Медеуский", "Medeu", "Medey"]) {
        await openControls(page, size);
        await box.fill(text);
        await page.getByRole("option").filter({ hasText: "Medeu" }).first().waitFor();
        await box.press("ArrowDown");
        await box.press("Enter");
        await page.waitForTimeout(100);
      }
      // A house as it stands in the city's own list, and its street, in each language.
      const { features: [yard] } = await api(page, "yards?limit=1");
      for (const name of Object.values(yard.properties.names)) {
        for (const [text, kind] of [[name, "house"], [name.slice(0, name.lastIndexOf(",")), "street"]]) {
          await openControls(page, size);
          await box.fill(text);
          await page.getByRole("option").filter({ hasText: kind }).first().waitFor();
        }
      }
      await box.fill("no such place");
      await page.getByText("Nothing found.").waitFor();
      await openControls(page, size);
      await box.fill("43.238, 76.945");
      await page.getByRole("option").first().waitFor();
      if (size === "desktop") await assertAccessible(page, "places found");
      await box.press("Enter");
      await page.waitForFunction(() => /at=43\.23[78]\d*,76\.94/.test(location.search));
      const hot = await api(page, "hotspots?resolution=9&f=geojson");
      const { cell } = hot.features[0].properties;
      await openControls(page, size);
      await box.fill(cell);
      await page.getByRole("option").first().waitFor();
      await box.press("Enter");
      await page.waitForFunction((id) => location.search.includes(`selected=${id}`), cell);
      assert.deepEqual(faults, []);
      await close();
    });

    test("a view that was saved is opened by its link, within the rights of whoever opens it", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9&view=cells&hours=20-2&dock=table");
      await openControls(page, size);
      await page.getByText("Saved views").click();
      await page.getByLabel("Name of this view").fill(`Evenings ${size}`);
      await page.getByLabel("Others may open it").check();
      await page.getByRole("button", { name: "Save this view" }).click();
      await page.getByRole("link", { name: `Evenings ${size}` }).waitFor();
      const link = await page.getByRole("link", { name: `Evenings ${size}` }).getAttribute("href");
      assert.match(link, /^\?view=v-\d+$/);
      assert.deepEqual(faults, []);
      await close();
      const planner = await openPage(browser, size, link, "planner");
      assert.equal(choices(planner.page).hours, "20-2");
      assert.equal(choices(planner.page).dock, "table");
      await planner.close();
      const resident = await openAddress(browser, size, link, "resident");
      await resident.page.locator(".notice").waitFor();
      assert.equal(choices(resident.page).hours, undefined);
      await resident.close();
    });
  });
}

test("pointing at an area or a row marks it in every view; choosing one filters", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&resolution=9&dock=rates");
  const row = page.locator("tr[data-id^='district:']").first();
  await row.hover();
  await page.locator("tr.lit").first().waitFor();
  await page.goto(`${page.url().split("?")[0]}?lang=en&resolution=9&dock=linked`);
  await painted(page);
  const theft = page.locator("[data-id=theft]");
  await theft.waitFor();
  await repainted(page, () => theft.click());
  assert.equal(choices(page).category, "theft");
  const figures = await api(page, "slice?resolution=9&category=theft");
  await page.waitForFunction((n) => document.querySelector(".linked-total")?.textContent.includes(n), figures.total.toLocaleString("en"));
  const map = await page.locator(".map").boundingBox();
  await page.mouse.move(map.x + map.width * 0.72, map.y + map.height * 0.55);
  await page.mouse.move(map.x + map.width * 0.7, map.y + map.height * 0.5, { steps: 3 });
  await page.locator(".bar-row.lit").first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test("an outline has its figures: count, rate with its interval, categories, months; and what is saved says the same", async () => {
  const outline = "76.9,43.22,76.95,43.22,76.95,43.26,76.9,43.26";
  const { page, faults, close } = await openPage(browser, "desktop", `?lang=en&resolution=9&dock=linked&outline=${outline}`);
  await page.locator(".bar-row").first().waitFor();
  const figures = await api(page, `slice?resolution=9&polygon=${outline}`);
  assert.equal(await totalOf(page), figures.total);
  assert.match(await page.locator(".linked-words").innerText(), /per 1,000 residents and year; 95 % interval [\d.]+ to [\d.]+/);
  const panel = page.locator(".dock");
  const csv = await saved(page, () => panel.getByRole("link", { name: "Table (CSV)" }).click());
  const rows = csv.bytes.toString("utf8").trim().split(/\r?\n/).map((line) => line.split(","));
  assert.deepEqual(rows[0], ["by", "of", "count"]);
  for (const by of ["category", "month", "day", "hour"]) {
    assert.equal(rows.filter(([kind]) => kind === by).reduce((sum, [, , count]) => sum + Number(count), 0), figures.total, by);
  }
  const svg = (await saved(page, () => panel.getByRole("button", { name: "Picture (SVG)" }).click())).bytes.toString("utf8");
  const parsed = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror") === null, svg);
  assert.ok(parsed && svg.includes(`Counted: ${figures.total.toLocaleString("en")}`), "the picture parses and says what it counts");
  const png = await saved(page, () => panel.getByRole("button", { name: "Picture (PNG)" }).click());
  assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual(faults, []);
  await close();
});

test("speaks Kazakh, Russian and English", async () => {
  for (const dock of ["linked", "rates"]) {
    const { page, faults, close } = await openPage(browser, "desktop", `?lang=en&resolution=9&dock=${dock}`);
    const seen = new Set();
    for (const language of ["kk", "ru", "en"]) {
      await page.locator(`[data-language=${language}]`).click();
      await settled(page);
      await page.locator(".dock .panel").waitFor();
      await page.waitForTimeout(300);
      assert.doesNotMatch(await page.locator("body").innerText(), /\{\w+\}|undefined|NaN/);
      seen.add(await page.locator(".dock").innerText());
    }
    assert.equal(seen.size, 3, dock);
    await assertAccessible(page, dock);
    assert.deepEqual(faults, []);
    await close();
  }
});
