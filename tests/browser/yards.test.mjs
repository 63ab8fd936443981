// The layers of the checklist on the map: score, factors and unrated yards, by yard, cell and area, for every role.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, baseUrl, choices, launch, legendText, openControls, openPage, settled } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Factors that the design keeps from the public by yard. */
const HIDDEN = ["entrance_door", "basement_roof", "through_way", "hiding_places", "cctv", "police_reach"];

/** What the API answers to the page, in the page's own session. */
const api = (page, path) => page.evaluate(async (path) => (await fetch(`api/v1/${path}`)).json(), path);

/** The legend's classes with the number of each, and whether the sample is hatched. */
async function legendClasses(page) {
  await legendText(page);
  const rows = await page.locator(".legend-table tbody tr").evaluateAll((all) => all.map((row) => ({
    class: row.dataset.class, count: Number(row.querySelector("td").textContent.replace(/\D/g, "")),
    hatched: row.querySelector(".swatch .hatch") !== null, filled: row.querySelector(".swatch polygon").getAttribute("fill") !== "none",
  })));
  return Object.fromEntries(rows.map(({ class: name, ...row }) => [name, row]));
}

/** Another map took the place of the one that was there. */
async function swapped(page, which) {
  await page.locator(`${which} .legend-line`).waitFor();
  await settled(page);
}

async function choose(page, size, label, value) {
  await openControls(page, size);
  await page.getByLabel(label, { exact: true }).selectOption(value);
  await settled(page);
}

/** Clicks on the map where a place lies; the map was moved there by the address. */
async function clickMiddle(page) {
  const box = await page.locator(".map").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

const middle = (geometry) => {
  const ring = (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates[0])[0];
  const span = (axis) => ring.map((point) => point[axis]);
  return [0, 1].map((axis) => (Math.min(...span(axis)) + Math.max(...span(axis))) / 2);
};

for (const size of Object.keys(SIZES)) {
  describe(size, () => {
    test("goes from counts to the score and back; the filters are there again", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&resolution=9&category=theft&hours=20-2");
      await choose(page, size, "Layer", "scores");
      await swapped(page, ".app.yards");
      assert.equal(choices(page).layer, "scores");
      assert.match(await legendText(page), /[\d,]+ yards, \d+ of them assessed/);
      await openControls(page, size);
      assert.match(await page.locator(".controls").innerText(), /Period, categories, days and hours do not apply[\s\S]*filters of the other layers are kept/);
      assert.equal(await page.getByLabel("First day").count(), 0, "no filter of time that does nothing");
      await choose(page, size, "Layer", "incidents");
      await swapped(page, ".app:not(.yards)");
      const { category, hours, layer } = choices(page);
      assert.deepEqual([category, hours, layer], ["theft", "20-2", undefined]);
      await page.goBack();
      await swapped(page, ".app.yards");
      assert.equal(choices(page).layer, "scores");
      assert.deepEqual(faults, []);
      await close();
    });

    test("shows score, factor and unrated yards at every level, what is not yet assessed hatched and counted apart", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&layer=scores");
      for (const [layer, level] of [["scores", "yard"], ["scores", "micro_district"], ["scores", "cells"], ["factors.lighting_yard", "yard"], ["unrated", "yard"]]) {
        await choose(page, size, "Layer", layer);
        if (layer !== "unrated") await choose(page, size, "By", level);
        const classes = await legendClasses(page);
        const answer = await api(page, `layers/${layer}?level=${level}&resolution=8`);
        const wanted = answer.settings.class_counts;
        for (const [name, { count }] of Object.entries(classes)) assert.equal(count, wanted[name] ?? 0, `${layer} by ${level}: ${name}`);
        assert.equal(Object.values(classes).reduce((sum, { count }) => sum + count, 0), answer.features.length);
        for (const [name, { hatched, filled }] of Object.entries(classes)) {
          assert.deepEqual([name, hatched, filled], [name, name === "not_yet_assessed", name !== "not_yet_assessed"]);
        }
        assert.ok(classes.not_yet_assessed.count > 0, "the demo has yards that nobody knows enough of");
        const known = answer.features.some(({ properties }) => properties.value !== null);
        assert.equal(/Larger cells may/.test(await page.locator(".legend-body").innerText()), level === "cells" && !known);
        await assertAccessible(page, `${size}: ${layer} by ${level}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
      }
      assert.deepEqual(faults, []);
      await close();
    });

    test("a click opens the panel with the figure, its interval and the way to the yard's page", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&layer=scores");
      const { features } = await api(page, "layers/scores");
      const yard = features.find(({ properties }) => properties.class === "fair");
      const [lon, lat] = middle(yard.geometry);
      // From so far away the yard is a dot: it can be hit all the same.
      for (const zoom of [17, 13]) {
        await page.goto(`${baseUrl()}?lang=en&layer=scores&by=yard&at=${lat},${lon},${zoom}`);
        await settled(page);
        await clickMiddle(page);
        await page.locator(".detail .yard-links").waitFor();
        assert.equal(choices(page).selected, yard.properties.id);
        const { value, low, high, raters } = yard.properties;
        const text = await page.locator(".detail").innerText();
        assert.match(text, new RegExp(`Score ${value} of 100.*between ${low} and ${high}`), `zoom ${zoom}`);
        assert.match(text, new RegExp(`Raters\\s+${raters}`));
      }
      await assertAccessible(page, `${size}: the panel`);
      const link = page.getByRole("link", { name: /The yard's page/ });
      await link.click();
      await page.waitForURL(/\/yards\/y-/);
      await page.locator(".score .scale").waitFor();
      assert.match(await page.locator("main").innerText(), new RegExp(`\\b${yard.properties.value}\\b`), "the page says the same");
      assert.deepEqual(faults, []);
      await close();
    });

    test("of a yard that is not yet assessed the panel says what is missing, and no figure", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&layer=scores");
      const { features } = await api(page, "layers/scores");
      const yard = features.find(({ properties }) => properties.class === "not_yet_assessed" && properties.raters > 0);
      await page.goto(`${baseUrl()}?lang=en&layer=scores&by=yard&selected=${yard.properties.id}`);
      await settled(page);
      const text = await page.locator(".detail").innerText();
      assert.match(text, /Not yet assessed[\s\S]*Still missing/);
      assert.ok(await page.locator(".detail .missing li").count() >= 1);
      assert.doesNotMatch(text, /Score \d|-0|NaN|undefined|null/);
      assert.equal(await page.locator(".detail .hatch").count(), 1);
      assert.deepEqual(faults, []);
      await close();
    });

    test("the table holds what the API answers, in the order of need, and survives a change of the layer", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en&layer=scores&by=yard&dock=table");
      if (size === "phone") assert.equal(await page.locator(".dock").isVisible(), true);
      const { features } = await api(page, "layers/scores");
      const wanted = features.map(({ properties }) => properties).filter(({ value }) => value !== null)
        .sort((a, b) => b.value - a.value).slice(0, 100);
      const rows = await page.locator(".dock tbody tr").evaluateAll((all) => all.map((row) => [row.dataset.place, ...[...row.cells].map((cell) => cell.textContent)]));
      assert.equal(rows.length, 100);
      assert.deepEqual(rows.map(([, , , , value]) => Number(value)), wanted.map(({ value }) => value));
      for (const [id, name, where, , value, between, raters] of rows) {
        const { properties } = features.find((feature) => feature.properties.id === id);
        assert.deepEqual([name, Number(value), between, Number(raters)], [properties.names.en, properties.value, `${properties.low}–${properties.high}`, properties.raters]);
        assert.ok(where.length > 2, `${id} lies somewhere`);
      }
      const csv = await page.evaluate(async () => (await fetch(document.querySelector(".dock .download").href)).text());
      assert.equal(csv.trim().split("\r\n").length, features.length + 1);
      await page.locator(".dock tbody button").first().click();
      await page.locator(".detail .yard-links").waitFor();
      assert.equal(choices(page).selected, rows[0][0]);
      await assertAccessible(page, `${size}: the table`);
      await choose(page, size, "Layer", "factors.lighting_yard");
      assert.deepEqual([choices(page).selected, choices(page).dock], [rows[0][0], "table"]);
      await page.locator(".detail .of-factor").waitFor({ state: "attached" });
      assert.match(await page.locator(".dock thead").textContent(), /Severity/);
      assert.deepEqual(faults, []);
      await close();
    });
  });
}

test("the public is shown the layers, and no hidden factor by yard", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en", "public");
  const asked = [];
  page.on("response", (response) => response.url().includes("/api/v1/layers/") && asked.push([response.status(), response.url()]));
  await page.getByLabel("Layer", { exact: true }).selectOption("scores");
  await swapped(page, ".app.yards");
  const levels = () => page.getByLabel("By", { exact: true }).locator("option").evaluateAll((all) => all.map(({ value }) => value));
  assert.ok((await levels()).includes("yard"));
  for (const factor of HIDDEN) {
    await page.getByLabel("Layer", { exact: true }).selectOption(`factors.${factor}`);
    await settled(page);
    assert.ok(!(await levels()).some((level) => level === "yard" || level === "cells"), `${factor}: ${await levels()}`);
    assert.match(await page.locator(".controls").innerText(), /not shown by yard to your role/);
    assert.match(await page.locator(".legend-body").innerText(), /yards in \d+ places/);
    // Neither does an address of somebody who may see more show it.
    await page.goto(`${baseUrl()}?lang=en&layer=factors.${factor}&by=yard`);
    await swapped(page, ".app.yards");
  }
  assert.ok(asked.length >= HIDDEN.length && asked.every(([status, url]) => status === 200 && !(url.includes("factors") && /level=(yard|cells)/.test(url))), asked.join("\n"));
  const refused = await page.evaluate(async (hidden) => Promise.all(hidden.map(async (factor) => (await fetch(`api/v1/layers/factors.${factor}?level=yard`)).status)), HIDDEN);
  // The browser itself complains of the six refusals that were asked for here, and of nothing else.
  assert.deepEqual(refused, HIDDEN.map(() => 400));
  assert.deepEqual(faults.filter((fault) => !/status of 400/.test(fault)), []);
  await page.getByLabel("Layer", { exact: true }).selectOption("incidents");
  await swapped(page, ".app.public");
  await close();
});

test("where nothing of the incidents is published the public finds the yards all the same", async () => {
  const { page, close } = await openPage(browser, "desktop", "?lang=en", "public");
  // What the service answers before the first version.
  await page.route("**/api/v1/public", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: '{"title":"not found","status":404}' }));
  await page.goto(`${baseUrl()}?lang=en`);
  await page.getByRole("heading", { name: "Nothing is published yet" }).waitFor();
  await page.getByRole("link", { name: "Yards by the checklist" }).click();
  await swapped(page, ".app.yards");
  assert.match(await legendText(page), /[\d,]+ yards, \d+ of them assessed/);
  await close();
});

test("the choice of layers keeps the keyboard where it was", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en");
  const focused = () => page.evaluate(() => document.activeElement?.closest(".field")?.querySelector("label")?.textContent);
  await page.getByLabel("Layer", { exact: true }).focus();
  await page.getByLabel("Layer", { exact: true }).selectOption("unrated");
  await swapped(page, ".app.yards");
  assert.equal(await focused(), "Layer");
  await page.getByLabel("Layer", { exact: true }).selectOption("incidents");
  await swapped(page, ".app:not(.yards)");
  assert.equal(await focused(), "Layer");
  assert.deepEqual(faults, []);
  await close();
});

test("an inspector begins where nobody has rated in the own precinct, and can look at the whole city", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&layer=unrated", "inspector");
  const { areas } = await api(page, "session");
  const [own] = areas;
  assert.equal(await page.getByLabel("Yards of", { exact: true }).inputValue(), own);
  const { features } = await api(page, `layers/unrated?area=${own}`);
  assert.equal((await legendClasses(page)).not_yet_assessed.count, features.length);
  await page.getByLabel("Yards of", { exact: true }).selectOption("");
  await settled(page);
  const all = await api(page, "layers/unrated");
  assert.ok(all.features.length > features.length && features.length > 0);
  assert.equal((await legendClasses(page)).not_yet_assessed.count, all.features.length);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByLabel("Yards of", { exact: true }).inputValue(), "", "what was chosen stays chosen");
  await page.goto(`${baseUrl()}?lang=en&layer=unrated&by=yard&selected=${features[0].properties.id}`);
  await settled(page);
  const link = page.getByRole("link", { name: "Rate this yard" });
  assert.equal(new URL(await link.getAttribute("href"), page.url()).searchParams.get("yard"), features[0].properties.id);
  assert.deepEqual(faults, []);
  await close();
});

test("from a district to its yards", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&layer=scores&by=district");
  await page.locator(".docks").getByRole("button", { name: "Table" }).click();
  await page.locator(".dock tbody button").first().click();
  await page.getByRole("button", { name: "Show the yards here" }).click();
  await settled(page);
  const { area, by } = choices(page);
  assert.ok(area.startsWith("district:") && by === "yard");
  const { features } = await api(page, `layers/scores?area=${area}`);
  const counts = Object.values(await legendClasses(page)).reduce((sum, { count }) => sum + count, 0);
  assert.equal(counts, features.length);
  assert.deepEqual(faults, []);
  await close();
});

test("speaks Kazakh, Russian and English", async () => {
  const { page, faults, close } = await openPage(browser, "desktop", "?lang=en&layer=factors.lighting_yard&by=yard&dock=table");
  await page.locator(".dock tbody button").first().click();
  await page.locator(".detail .yard-links").waitFor();
  const seen = new Set();
  for (const language of ["kk", "ru", "en"]) {
    await page.locator(`[data-language=${language}]`).click();
    await settled(page);
    const text = await page.locator("body").innerText();
    assert.doesNotMatch(text, /\{\w+\}|undefined|NaN|null/);
    seen.add(await page.locator(".legend").innerText() + await page.locator(".detail").innerText() + await page.locator(".dock thead").innerText());
    assert.doesNotMatch(await page.locator(".app").innerText(), /dangerous|опасн|қауіпті/i);
  }
  assert.equal(seen.size, 3);
  assert.deepEqual(faults, []);
  await close();
});
