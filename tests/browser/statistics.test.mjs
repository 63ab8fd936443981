// The statistics on the map: density, change, histories, the curve, the months, the week of an outline; saved as they are seen.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, choices, hottestCell, launch, legendText, openControls, openPage, painted, repainted, settled } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const SENTENCES = { density: /km².*bandwidth/, change: /Counted: [\d,]+ incidents from/, emerging: /Of [\d,]+ cells: newly hot/ };

/** What a download holds. */
async function saved(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), action()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

for (const size of Object.keys(SIZES)) {
  describe(size, () => {
    test("shows density, change and histories with a legend in the server's own words", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9");
      for (const view of Object.keys(SENTENCES)) {
        await openControls(page, size);
        await repainted(page, () => page.getByLabel("Show", { exact: true }).selectOption(view));
        const text = await legendText(page);
        assert.match(text, SENTENCES[view], view);
        assert.match(text, /Counted: [\d,]+ in [\d,]+ cells/);
        assert.equal(choices(page).view, view);
        await assertAccessible(page, `${size}: ${view}`);
      }
      await openControls(page, size);
      await repainted(page, () => page.getByLabel("Number of steps").fill("6").then(() => page.keyboard.press("Tab")));
      assert.equal(choices(page).steps, "6");
      assert.match(await legendText(page), /over 6 steps/);
      assert.deepEqual(faults, []);
      await close();
    });

    test("tells of a cell in words, and on how many grids it stays hot", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9");
      const hot = await hottestCell(page);
      const { cell } = await page.evaluate(async () => {
        const answer = await (await fetch("api/v1/hotspots?resolution=9&f=geojson")).json();
        return answer.features.sort((a, b) => b.properties.z - a.properties.z)[0].properties;
      });
      assert.ok(hot.hot > 0);
      await page.goto(`${page.url().split("?")[0]}?lang=en&resolution=9&selected=${cell}`);
      await painted(page);
      await page.getByText("Does it stay hot on other grids?").click();
      await page.getByText(/Hot in \d+ of 7 grids/).waitFor();
      for (const [view, words] of [["density", /Here about/], ["change", /In this cell: .* from/], ["emerging", /Of 12 steps/]]) {
        await page.goto(`${page.url().split("?")[0]}?lang=en&resolution=9&view=${view}&selected=${cell}`);
        await painted(page);
        await page.locator(".detail-title").waitFor();
        assert.match(await page.locator(".detail").innerText(), words, view);
      }
      await assertAccessible(page, `${size}: the history of a cell`);
      assert.deepEqual(faults, []);
      await close();
    });

    test("draws the concentration curve and the months, and saves them as picture and table", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9&dock=concentration");
      if (size === "phone") await page.locator(".legend-line").click().catch(() => undefined);
      await page.locator(".chart").waitFor();
      const panel = page.locator(".dock");
      assert.match(await panel.innerText(), /The fullest 5 % of [\d,]+ cells hold [\d.]+ %/);
      const svg = await saved(page, () => panel.getByRole("button", { name: "Picture (SVG)" }).click());
      const drawing = svg.bytes.toString("utf8");
      assert.equal(svg.name, "aula-concentration.svg");
      assert.match(drawing, /^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      assert.ok(drawing.includes("The fullest 5 %") && drawing.includes("Demo data"), "what is saved says what it is");
      const png = await saved(page, () => panel.getByRole("button", { name: "Picture (PNG)" }).click());
      assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
      assert.ok(png.bytes.length > 5_000, `${png.bytes.length} bytes`);
      const csv = await saved(page, () => panel.getByRole("link", { name: "Table (CSV)" }).click());
      assert.match(csv.bytes.toString("utf8"), /^given,share_units,share_incidents/);
      await assertAccessible(page, `${size}: the curve`);
      await page.goto(`${page.url().split("?")[0]}?lang=en&resolution=9&dock=season`);
      await painted(page);
      await page.locator(".chart").waitFor();
      assert.match(await panel.innerText(), /by season and trend about/);
      await assertAccessible(page, `${size}: the months`);
      assert.deepEqual(faults, []);
      await close();
    });
  });
}

describe("an outline", () => {
  test("is drawn by clicks, has its own week, stands in the address, and can be removed", async () => {
    const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&resolution=9&at=43.24,76.93,13");
    await page.getByRole("button", { name: "Draw an outline" }).click();
    const box = await page.locator(".map").boundingBox();
    const at = (x, y) => page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    for (const [x, y] of [[0.45, 0.3], [0.75, 0.3], [0.75, 0.7], [0.45, 0.7]]) {
      await at(x, y);
      await page.waitForTimeout(350); // two quick clicks are a double click, which zooms
    }
    await page.getByText("4 so far").waitFor();
    await assertAccessible(page, "drawing");
    await page.getByRole("button", { name: "Finish" }).click();
    await page.locator(".dock .linked-total").waitFor();
    assert.equal(choices(page).outline.split(",").length, 8);
    await page.getByRole("button", { name: "Daily rhythm" }).click();
    await page.locator(".dock .rhythm .matrix").waitFor();
    assert.match(await page.locator(".dock").innerText(), /Daily rhythm inside the outline/);
    const week = await saved(page, () => page.locator(".dock").getByRole("link", { name: "Table (CSV)" }).click());
    assert.equal(week.bytes.toString("utf8").trim().split("\n").length, 169);
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await painted(page);
    await page.locator(".dock .matrix").waitFor();
    await page.getByLabel("Spread incidents of several hours").check();
    await page.getByText(/of these spread over several hours/).waitFor();
    await page.getByRole("button", { name: "Remove the outline" }).click();
    await page.getByRole("heading", { name: "Daily rhythm of the whole selection" }).waitFor();
    assert.equal(choices(page).outline, undefined);
    assert.deepEqual(faults, []);
    await close();
  });

  test("can be drawn from the keyboard", async () => {
    const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&resolution=9&at=43.24,76.93,13");
    await page.getByRole("button", { name: "Draw an outline" }).focus();
    await page.keyboard.press("Enter");
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) {
      await page.keyboard.press("Enter");
      await page.keyboard.press(key);
      await page.waitForTimeout(400);
    }
    await page.getByText("3 so far").waitFor();
    await page.getByRole("button", { name: "Finish" }).press("Enter");
    await page.locator(".dock .matrix, .dock .hint").first().waitFor();
    assert.equal(choices(page).outline.split(",").length, 6);
    assert.deepEqual(faults, []);
    await close();
  });
});

test("the map is saved with its legend", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&resolution=9&view=emerging");
  await settled(page);
  const map = await saved(page, () => page.getByRole("button", { name: "Save the map" }).click());
  assert.equal(map.name, "aula-map.png");
  assert.ok(map.bytes.length > 30_000, `${map.bytes.length} bytes`);
  assert.deepEqual(faults, []);
  await close();
});

test("speaks Kazakh, Russian and English", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&resolution=9&view=change&dock=season");
  await page.locator(".chart").waitFor();
  const seen = new Set();
  for (const language of ["kk", "ru", "en"]) {
    await page.locator(`[data-language=${language}]`).click();
    await settled(page);
    await page.locator(".dock .chart").waitFor();
    const text = await page.locator("body").innerText();
    assert.doesNotMatch(text, /\{\w+\}|undefined|NaN/);
    seen.add(await page.locator(".dock").innerText());
  }
  assert.equal(seen.size, 3);
  assert.deepEqual(faults, []);
  await close();
});
