// The map as a planner uses it, in a real Chromium, at the size of a desktop and of a phone.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, choices, hottestCell, launch, legendText, openControls, openPage, painted, repainted, settled } from "./browser.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const countIn = (text) => Number(/Counted: ([\d,]+)/.exec(text)?.[1].replaceAll(",", "") ?? NaN);

for (const size of Object.keys(SIZES)) {
  describe(size, () => {
    test("loads the map with a legend that says what, when and how many", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      const text = await legendText(page);
      assert.match(text, /Counted: [\d,]+ in [\d,]+ cells/);
      assert.match(text, /Hot, very strong evidence\s+[1-9]/);
      assert.match(text, /corrected for comparing [\d,]+ cells/);
      assert.match(text, /\d{4} – .*\d{4}/);
      assert.ok(await page.locator(".synthetic").isVisible(), "the demo city is labelled");
      assert.ok(await coloured(page), "hot cells are painted");
      await assertAccessible(page, `${size}: first map`);
      assert.deepEqual(faults, []);
      await close();
    });

    test("changes period, category and hours, and the figures follow", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      const all = countIn(await legendText(page));
      if (size === "phone") await page.locator(".legend-line").click();
      await openControls(page, size);
      await repainted(page, () => page.locator(".quick button").filter({ hasText: /^\d{4}$/ }).first().click());
      const year = await total(page);
      assert.ok(year > 0 && year < all, `${year} of ${all} in one year`);
      await repainted(page, () => page.locator(".checks .check input").first().check());
      const category = await total(page);
      assert.ok(category > 0 && category < year, `${category} of ${year} in one category`);
      await repainted(page, () => page.getByLabel("From", { exact: true }).selectOption("20"));
      await repainted(page, () => page.getByLabel("To", { exact: true }).selectOption("2"));
      const night = await total(page);
      assert.ok(night > 0 && night < category, `${night} of ${category} at night`);
      assert.equal(choices(page).hours, "20-2");
      await page.getByText(/Over midnight/).waitFor();
      assert.equal(await page.locator(".chip").count(), 3);
      await assertAccessible(page, `${size}: three filters`);
      await repainted(page, () => page.locator(".reset").click());
      assert.equal(await total(page), all);
      assert.deepEqual(choices(page), { lang: "en" });
      assert.deepEqual(faults, []);
      await close();
    });

    test("explains a hot cell that was clicked, and the address brings it all back", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      const hot = await hottestCell(page);
      await page.goto(`${page.url().split("?")[0]}?lang=en&at=${hot.lat.toFixed(5)},${hot.lon.toFixed(5)},15`);
      await painted(page);
      const [red, , blue, alpha] = await middle(page);
      assert.ok(alpha > 100 && red > blue + 80, `the hot cell in the middle is filled in its colour: ${red}, ${blue}, ${alpha}`);
      const box = await page.locator(".map").boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.locator(".detail-title").waitFor();
      await page.locator(".detail .matrix, .detail .rhythm .hint").first().waitFor();
      assert.equal(choices(page).selected, hot.cell);
      const text = await page.locator(".detail").innerText();
      assert.match(text, /Hot, very strong evidence/);
      assert.ok(text.includes(`In this cell: ${hot.count.toLocaleString("en")} incident`), text);
      assert.match(text, /about [\d.,]+ would be expected/);
      assert.match(text, /corrected for comparing/);
      await assertAccessible(page, `${size}: a hot cell`);

      const address = page.url();
      const legend = await legendText(page);
      await page.goto("about:blank");
      await page.goto(address);
      await painted(page);
      await page.locator(".detail .matrix, .detail .rhythm .hint").first().waitFor();
      assert.equal(page.url(), address);
      assert.equal(await page.locator(".detail").innerText(), text);
      assert.equal(await legendText(page), legend);
      assert.deepEqual(faults, []);
      await close();
    });

    test("speaks Kazakh, Russian and English", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      const seen = new Set();
      for (const language of ["kk", "ru", "en"]) {
        await page.locator(`[data-language=${language}]`).click();
        await settled(page);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        assert.equal(choices(page).lang, language);
        const text = await page.locator("body").innerText();
        assert.doesNotMatch(text, /\{\w+\}|undefined|NaN|M\d\d \d/);
        seen.add(await legendText(page));
        await assertAccessible(page, `${size}: ${language}`);
      }
      assert.equal(seen.size, 3);
      assert.deepEqual(faults, []);
      await close();
    });

    test("has a table with the same figures that selects on the map", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      const hot = await hottestCell(page);
      const legend = await legendText(page);
      if (size === "phone") await page.locator(".legend-line").click();
      await page.getByRole("button", { name: "Table", exact: true }).click();
      const rows = page.locator(".twin tbody tr");
      await rows.first().waitFor();
      assert.ok(legend.includes(`in ${(await page.locator(".pager").innerText()).match(/of ([\d,]+)/)[1]} cells`));
      assert.match(await rows.first().innerText(), /^Hot, very strong/);
      const sort = page.locator(".twin thead button", { hasText: "Number" });
      await sort.click();
      assert.equal(await page.locator("th[aria-sort=descending]").count(), 1);
      const counts = await page.locator(".twin tbody tr td:nth-child(2)").allInnerTexts();
      const numbers = counts.map((text) => Number(text.replaceAll(",", "")));
      assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
      assert.ok(numbers[0] >= hot.count);
      await assertAccessible(page, `${size}: the table`);
      await rows.first().locator("button").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => new URL(location.href).searchParams.has("selected"));
      const csv = await page.evaluate(async () => {
        const link = document.querySelector(".dock-head .download");
        return (await (await fetch(link.href)).text()).split("\n")[0];
      });
      assert.match(csv, /^cell,.*count/);
      assert.deepEqual(faults, []);
      await close();
    });

    test("shows factors, counts by area and the daily rhythm", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en");
      await openControls(page, size);
      const factor = await page.getByLabel("Layer").locator("option").nth(1).getAttribute("value");
      await repainted(page, () => page.getByLabel("Layer").selectOption(factor));
      assert.equal(await page.getByText("Categories", { exact: true }).isVisible(), false);
      await assertAccessible(page, `${size}: a factor`);
      await repainted(page, () => page.getByLabel("Show").selectOption("district"));
      assert.match(await legendText(page), /Number per km²/);
      await assertAccessible(page, `${size}: by district`);
      if (size === "phone") await page.locator(".legend-line").click();
      await page.getByRole("button", { name: "Daily rhythm", exact: true }).click();
      await page.locator(".dock .rhythm").waitFor();
      await assertAccessible(page, `${size}: the rhythm`);
      assert.deepEqual(faults, []);
      await close();
    });

    test("draws no hot cell where there are too few incidents", async () => {
      const { page, close } = await openPage(browser, size, "?lang=en");
      const { period } = await page.evaluate(async () => (await fetch("api/v1/city")).json());
      const day = new Date(Date.parse(period.from) + 864e5).toISOString().slice(0, 10);
      await page.goto(`${page.url().split("?")[0]}?lang=en&from=${period.from}&to=${day}&category=robbery`);
      await painted(page);
      const text = await legendText(page);
      assert.match(text, /No verdict/);
      assert.doesNotMatch(text, /Hot,|Cold,/);
      assert.equal(await coloured(page), false, "no hot colour on the map");
      await close();
    });
  });
}

test("takes the picture of the README", async () => {
  const { page, close } = await openPage(browser, "desktop", "?lang=en");
  const hot = await hottestCell(page);
  await page.goto(`${page.url().split("?")[0]}?lang=en&selected=${hot.cell}&at=${hot.lat.toFixed(5)},${hot.lon.toFixed(5)},12.25`);
  await painted(page);
  await page.locator(".detail .matrix").waitFor();
  const picture = await page.screenshot();
  assert.ok(picture.length > 50_000, `${picture.length} bytes`);
  // The README's picture changes on request alone, not with every run of the tests.
  if (process.env.AULA_WRITE_PICTURE) {
    mkdirSync(join(ROOT, "docs"), { recursive: true });
    writeFileSync(join(ROOT, "docs", "map.png"), picture);
  }
  await close();
});

/** Number counted, from the line of the legend that is visible at every size. */
async function total(page) {
  return page.evaluate(() => {
    const text = document.querySelector(".legend-body").textContent;
    return Number(/Counted: ([\d,]+)/.exec(text)[1].replaceAll(",", ""));
  });
}

/** The pixel of the cells' canvas in the middle of the map. */
async function middle(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector(".leaflet-cells-pane canvas");
    return [...canvas.getContext("2d").getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data];
  });
}

/** Whether any pixel of the cells' canvas has the colour of a hot cell. */
async function coloured(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector(".leaflet-cells-pane canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 100 && data[i] > 120 && data[i] > data[i + 2] + 80) return true;
    }
    return false;
  });
}
