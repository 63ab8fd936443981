// The yard's page, the lists of those who mend, and paper, in a real Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import jsQR from "jsqr";
import { assertAccessible } from "./axe.mjs";
import { baseUrl, launch } from "./browser.mjs";
import { NIGHT, get, phone, someYards } from "./checklist.mjs";

let browser;
let assessed;
let unassessed;
before(async () => {
  browser = await launch();
  const { features } = await get("yards?near=76.93,43.24&nearest=400");
  const yards = features.map(({ properties }) => properties);
  assessed = yards.find((yard) => yard.class !== "not_yet_assessed");
  unassessed = yards.find((yard) => yard.class === "not_yet_assessed" && yard.raters > 0);
  assert.ok(assessed && unassessed, "the demo has yards of both kinds");
});
after(async () => { await browser?.close(); });

describe("the yard's page", () => {
  for (const dark of [false, true]) {
    test(`says its condition in three languages, ${dark ? "dark" : "light"}`, async () => {
      const { open, trouble, close } = await phone(browser, { dark });
      const page = await open(`yards/${assessed.id}?lang=en`);
      await page.locator(".score .scale").waitFor();
      const seen = new Set();
      for (const language of ["kk", "ru", "en"]) {
        await page.locator(`[data-language=${language}]`).click();
        const text = await page.locator("main").innerText();
        assert.doesNotMatch(text, /\{\w+\}|undefined|NaN|null/);
        assert.match(text, new RegExp(`\\b${assessed.score}\\b`));
        seen.add(text);
        await assertAccessible(page, `yard ${language}`);
      }
      assert.equal(seen.size, 3);
      assert.doesNotMatch([...seen].join(" "), /dangerous yard|опасный двор|қауіпті аула|crime|преступ|қылмыс/i);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
      assert.deepEqual(trouble, []);
      await close();
    });
  }

  test("shows no score of a yard that is not yet assessed, and says what is missing", async () => {
    const { open, close } = await phone(browser);
    const page = await open(`yards/${unassessed.id}?lang=en`);
    await page.locator(".score.not-yet").waitFor();
    assert.equal(await page.locator(".scale").count(), 0);
    assert.ok(await page.locator(".missing li").count() > 0);
    await assertAccessible(page, "not yet assessed");
    await close();
  });

  test("gives a picture to share, as PNG and SVG", async () => {
    const { open, close } = await phone(browser);
    const page = await open(`yards/${assessed.id}?lang=kk`);
    for (const [kind, begins] of [["png", /^.PNG/], ["svg", /^<svg/]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`#share-${kind}`).click()]);
      const bytes = readFileSync(await download.path());
      assert.ok(download.suggestedFilename().endsWith(`.${kind}`));
      assert.match(bytes.subarray(0, 5).toString("latin1"), begins);
      assert.ok(bytes.length > 1500);
    }
    await close();
  });

  test("of no yard says so", async () => {
    const { open, close } = await phone(browser);
    const page = await open("yards/yard:nowhere?lang=en");
    await page.locator(".fault[role=alert]").waitFor();
    await assertAccessible(page, "no such yard");
    await close();
  });
});

describe("the lists", () => {
  test("of cases: overdue first, an action changes the state, the table comes as CSV", async () => {
    const { open, trouble, close } = await phone(browser, { role: "body", isMobile: false, hasTouch: false });
    const page = await open("cases?lang=en");
    await page.locator("[data-case]").first().waitFor();
    await assertAccessible(page, "cases");
    const late = await page.locator("[data-case]").evaluateAll((rows) => rows.map((row) => row.classList.contains("overdue")));
    assert.deepEqual(late, [...late].sort((a, b) => Number(b) - Number(a)));
    const button = page.locator("[data-action=take_on]").first();
    const id = await button.evaluate((element) => element.closest("[data-case]").dataset.case);
    await button.click();
    await page.locator(`[data-case="${id}"]`).getByText("taken on").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
    const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n");
    assert.match(lines[0], /case,yard,yard_name,factor/);
    assert.equal(lines.length - 1, await page.locator("[data-case]").count());
    for (const language of ["kk", "ru"]) {
      await page.locator(`[data-language=${language}]`).click();
      assert.doesNotMatch(await page.locator("main").innerText(), /\{\w+\}|undefined|NaN/);
    }
    assert.deepEqual(trouble, []);
    await close();
  });

  for (const [name, path] of [["moderation", "moderation"], ["the duty register", "duties"], ["typing papers in", "papers"]]) {
    test(`${name} passes axe in light and dark`, async () => {
      for (const dark of [false, true]) {
        const { open, trouble, close } = await phone(browser, { role: "inspector", dark });
        const page = await open(`${path}?lang=ru`);
        await page.locator("h1").waitFor();
        await page.waitForTimeout(300);
        await assertAccessible(page, name);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
        assert.deepEqual(trouble, []);
        await close();
      }
    });
  }

  test("of duties takes a new entry by whoever keeps the register", async () => {
    const { open, close } = await phone(browser, { role: "planner" });
    const page = await open("duties?lang=en");
    await page.locator("#duty-source").fill("Decree 7 of the browser test");
    await page.locator("#duty-body").selectOption("EN");
    await page.locator("#duty-days").fill("9");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Decree 7 of the browser test").first().waitFor();
    await close();
  });
});

describe("paper", () => {
  test("fits on two sides of A4, and its code opens the form for that yard", async () => {
    const { open, close } = await phone(browser, { isMobile: false, hasTouch: false, viewport: { width: 900, height: 1200 } });
    const page = await open(`paper?yard=${assessed.id}&lang=ru`);
    await page.locator(".qr").waitFor();
    await assertAccessible(page, "paper");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.ok(pdf.match(/\/Type\s*\/Page[^s]/g).length <= 2);
    assert.equal(await page.locator(".paper-table small").count(), 21);
    const { width, height, data } = await page.evaluate(async () => {
      const source = new XMLSerializer().serializeToString(document.querySelector(".qr"));
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 400 });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0, 400, 400);
      return { width: 400, height: 400, data: [...context.getImageData(0, 0, 400, 400).data] };
    });
    const read = jsQR(Uint8ClampedArray.from(data), width, height);
    assert.equal(read.data, `${baseUrl()}audit?yard=${encodeURIComponent(assessed.id)}&lang=ru`);
    await page.goto(read.data);
    await page.locator(".bar .main").waitFor();
    await page.locator(".bar .main").click();
    await page.locator(".factor").first().waitFor();
    assert.ok((await page.locator(".where").innerText()).length > 0);
    await close();
  });

  test("is typed in with one key a line, and counts", async () => {
    const [yard] = (await someYards(12)).slice(-1);
    const was = (await get(`yards/${yard.id}`)).raters.all;
    const { open, close } = await phone(browser, { role: "inspector", isMobile: false, hasTouch: false });
    const page = await open("papers?lang=en");
    await page.locator("#paper-yard").fill(Object.values(yard.names)[0]);
    await page.locator(".pick").first().waitFor();
    const picks = await page.locator(".pick").allInnerTexts();
    await page.locator(".pick").nth(Math.max(0, picks.findIndex((text) => text.includes(yard.names.en ?? "?")))).click();
    await page.locator("#paper-date").fill(NIGHT.toISOString().slice(0, 10));
    await page.locator("#paper-time").fill("22:30");
    await page.locator("#key-lighting_yard").focus();
    await page.keyboard.type("2");
    await page.keyboard.type("x");
    assert.equal(await page.locator("#key-lighting_entrance").inputValue(), "x", "the next box comes by itself");
    await page.locator("#paper-send").click();
    await page.getByText("Without consent").waitFor();
    await page.locator("#paper-consent").check();
    await page.locator("#key-vegetation").fill("1");
    await page.locator("#paper-send").click();
    await page.getByText("cannot be judged at that hour").waitFor();
    await page.locator("#key-vegetation").fill("");
    await page.locator("#paper-send").click();
    await page.getByText("The next paper").waitFor();
    assert.equal((await get(`yards/${yard.id}`)).raters.all, was + 1);
    await close();
  });
});
