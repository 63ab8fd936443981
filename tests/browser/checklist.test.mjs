// The form as a resident uses it in a dark yard with a bad network, in a real Chromium of the size of a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { baseUrl, launch } from "./browser.mjs";
import { DAY, NIGHT, answerScreen, beginRound, checkedCount, get, installed, next, onScreen, phone, someYards } from "./checklist.mjs";

/** Over the wire for the first visit, without map tiles. */
const FIRST_VISIT_BYTES = 150_000;
const WORDS = { kk: /Рақмет/, ru: /Спасибо/, en: /Thank you/ };

let browser;
let yards;
before(async () => {
  browser = await launch();
  yards = await someYards(8);
  assert.ok(yards.length >= 6, "the demo has yards");
});
after(async () => { await browser?.close(); });

describe("a whole round", () => {
  for (const [index, language] of ["kk", "ru", "en"].entries()) {
    test(`in ${language}: the network goes, the tab is closed and opened again, it sends itself, the yard's page shows it`, async () => {
      const yard = yards[index];
      const was = await get(`yards/${yard.id}`);
      const { context, open, trouble, close } = await phone(browser, { at: NIGHT, yard });
      let page = await open(`audit?lang=${language}`);
      await installed(page);
      await page.reload();
      await beginRound(page, yard, language);
      assert.equal(await checkedCount(page), 0, "nothing is preselected");
      assert.ok(await page.locator(".danger").isVisible());
      await answerScreen(page, "2");
      await next(page);
      await onScreen(page, "#/round/2");

      await context.setOffline(true);
      await answerScreen(page, "0");
      await page.close();
      page = await open("audit");
      await page.locator(".draft .main").click();
      await onScreen(page, "#/round/2");
      assert.ok(await checkedCount(page) >= 3, "the answers of the closed tab are there");
      await next(page);
      await answerScreen(page, "not_applicable").catch(() => undefined);
      while (!(await page.locator("#send").count())) {
        const hash = await page.evaluate(() => location.hash);
        await next(page);
        await page.waitForFunction((old) => location.hash !== old, hash);
      }
      await page.locator("#send").click();
      await page.locator("#send-now").waitFor();
      const waiting = await page.locator("main").innerText();
      assert.doesNotMatch(waiting, WORDS[language]);
      await page.close();

      page = await open("audit");
      await context.setOffline(false);
      await page.locator(".queue.sent a").click({ timeout: 30_000 });
      await page.getByText(WORDS[language]).waitFor();
      assert.ok(await page.locator(".duty").count() >= 3, "whose duty it is is said");
      assert.match(await page.locator(".duty").first().innerText(), /20\d\d/);

      const is = await get(`yards/${yard.id}`);
      assert.equal(is.raters.all, was.raters.all + 1);
      assert.equal(is.rounds.night, was.rounds.night + 1);
      await page.locator("#yard-page").click();
      await page.locator(".score").waitFor();
      assert.match(await page.locator(".basis").innerText(), new RegExp(`\\b${is.raters.all}\\b`));
      assert.deepEqual(trouble.filter((line) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(line)), []);
      await close();
    });
  }

  test("sent three times counts once", async () => {
    const yard = yards[3];
    const was = await get(`yards/${yard.id}`);
    const { open, close } = await phone(browser, { at: NIGHT, yard });
    const page = await open("audit?lang=en");
    await page.locator("#begin").waitFor();
    // What the form sends is caught on its way and sent twice more.
    const statuses = [];
    await page.route("**/api/v1/audits", async (route) => {
      for (let i = 0; i < 3; i++) {
        const response = await route.fetch();
        statuses.push([response.status(), (await response.json()).id]);
        if (i === 2) await route.fulfill({ response });
      }
    });
    await beginRound(page, yard, "en");
    await answerScreen(page, "1");
    while (!(await page.locator("#send").count())) {
      const hash = await page.evaluate(() => location.hash);
      await next(page);
      await page.waitForFunction((old) => location.hash !== old, hash);
    }
    await page.locator("#send").click();
    await page.getByText(/Thank you/).waitFor();
    assert.deepEqual(statuses.map(([status]) => status), [201, 200, 200]);
    assert.equal(new Set(statuses.map(([, id]) => id)).size, 1);
    assert.equal((await get(`yards/${yard.id}`)).raters.all, was.raters.all + 1);
    await close();
  });

  test("keeps every answer when the language is changed in the middle, is corrected and taken back on request", async () => {
    const yard = yards[4];
    const { open, close, trouble } = await phone(browser, { at: DAY, yard });
    const page = await open("audit?lang=en");
    await beginRound(page, yard, "en");
    await answerScreen(page, "3");
    const marked = await checkedCount(page);
    for (const language of ["kk", "ru", "en"]) {
      await page.locator(`[data-language=${language}]`).click();
      assert.equal(await checkedCount(page), marked);
      assert.doesNotMatch(await page.locator("body").innerText(), /\{\w+\}|undefined|NaN/);
    }
    while (!(await page.locator("#send").count())) {
      const hash = await page.evaluate(() => location.hash);
      await next(page);
      await page.waitForFunction((old) => location.hash !== old, hash);
    }
    await page.locator("#remark").fill("<img src=x onerror=alert(1)>");
    await page.locator("#send").click();
    await page.getByText(/Thank you/).waitFor();
    await page.locator("#correct").click();
    await page.locator(".factor").first().waitFor();
    await page.locator(".factor").first().locator("input[value=not_checked]").check();
    while (!(await page.locator("#send").count())) {
      const hash = await page.evaluate(() => location.hash);
      await next(page);
      await page.waitForFunction((old) => location.hash !== old, hash);
    }
    await page.locator("#send").click();
    await page.getByText(/Thank you/).waitFor();
    const rated = (await get(`yards/${yard.id}`)).raters.all;
    page.on("dialog", (dialog) => dialog.accept());
    await page.locator("#withdraw").click();
    await page.locator("#begin").waitFor();
    assert.equal((await get(`yards/${yard.id}`)).raters.all, rated - 1);
    assert.deepEqual(trouble, []);
    await close();
  });
});

describe("day and night", () => {
  test("what is for the dark is refused by day, with the reason and the hour", async () => {
    const { open, close } = await phone(browser, { at: DAY });
    const page = await open("audit?lang=en");
    await beginRound(page, yards[5], "en");
    const seen = new Set();
    for (let i = 1; !(await page.locator("#send").count()); i++) {
      for (const factor of await page.locator(".factor").all()) seen.add(await factor.getAttribute("data-factor"));
      const refused = page.locator(".refused");
      if (await refused.count()) {
        const text = await refused.innerText();
        assert.match(text, /after dark. The sun stands at \d+°; it must be below −6°. Here it is dark from about 1[6-9]:\d\d|2[0-3]:\d\d/);
        assert.equal(await page.locator("[data-refused=lighting_yard]").count(), 1);
      }
      await next(page);
      await onScreen(page, i < 4 ? `#/round/${i + 1}` : "#/last");
    }
    assert.equal(seen.size, 16);
    assert.ok(!seen.has("lighting_yard") && !seen.has("feeling") && seen.has("vegetation"));
    await close();
  });

  test("at night the screen is dark and asks what the night shows", async () => {
    const { open, close } = await phone(browser, { at: NIGHT });
    const page = await open("audit?lang=en");
    await beginRound(page, yards[5], "en");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.equal(await page.locator(".factor").first().getAttribute("data-factor"), "lighting_yard");
    await close();
  });
});

describe("everybody", () => {
  test("goes all the way by keyboard alone", async () => {
    const yard = yards[6];
    const { open, close } = await phone(browser, { at: NIGHT, yard, isMobile: false, hasTouch: false });
    const page = await open("audit?lang=en");
    await page.locator("#begin").waitFor();
    const focusedId = () => page.evaluate(() => document.activeElement?.id ?? "");
    const tabTo = async (wanted, most = 60) => {
      for (let i = 0; i < most; i++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
      }
      assert.fail(`Tab does not reach ${wanted}, it stands at ${await focusedId()}`);
    };
    const heading = () => page.waitForFunction(() => document.activeElement?.tagName === "H1");
    await tabTo("#begin");
    await page.keyboard.press("Enter");
    await heading();
    await tabTo(".bar .main");
    await page.keyboard.press("Enter");
    await heading();
    await tabTo("#yard-search");
    await page.keyboard.type(Object.values(yard.names)[0]);
    await page.locator(`[data-yard="${yard.id}"]`).waitFor();
    await tabTo(`[data-yard="${yard.id}"]`);
    await page.keyboard.press("Enter");
    await heading();
    await tabTo(".factor input[type=radio]");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    assert.match(await focusedId(), /^factor-lighting_yard-1$/);
    assert.equal(await page.evaluate(() => document.activeElement.checked), true);
    for (let i = 0; i < 8 && !(await page.locator("#send").count()); i++) {
      const hash = await page.evaluate(() => location.hash);
      await tabTo("#next");
      await page.keyboard.press("Enter");
      await page.waitForFunction((old) => location.hash !== old, hash);
      await heading();
    }
    await tabTo("#send");
    await page.keyboard.press("Enter");
    await page.getByText(/Thank you/).waitFor();
    await tabTo("#yard-page");
    await page.keyboard.press("Enter");
    await page.locator(".score").waitFor();
    await tabTo("#rate");
    await close();
  });

  for (const at of [DAY, NIGHT]) {
    test(`every screen passes axe in the ${at === DAY ? "light" : "dark"} theme, and its targets are large`, async () => {
      const { open, close } = await phone(browser, { at, yard: yards[7] });
      const page = await open("audit?lang=ru");
      await page.locator("#begin").waitFor();
      await assertAccessible(page, "start");
      await page.locator("#begin").click();
      await assertAccessible(page, "consent");
      await page.locator(".bar .main").click();
      await page.locator("#yard-near").click();
      await page.locator(".yard").first().waitFor();
      await assertAccessible(page, "yard");
      await page.locator(".yard").first().click();
      await page.locator(".factor").first().waitFor();
      const small = await page.evaluate(() => [...document.querySelectorAll("button, .step, .danger")]
        .filter((element) => !element.closest(".shell") && element.offsetParent && (element.getBoundingClientRect().height < 44 || element.getBoundingClientRect().width < 44))
        .map((element) => element.textContent));
      assert.deepEqual(small, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
      while (!(await page.locator("#send").count())) {
        await answerScreen(page, "2");
        await assertAccessible(page, "round");
        const hash = await page.evaluate(() => location.hash);
        await next(page);
        await page.waitForFunction((old) => location.hash !== old, hash);
      }
      await assertAccessible(page, "before sending");
      await page.locator("#send").click();
      await page.locator("#withdraw").waitFor();
      await assertAccessible(page, "thanks");
      await close();
    });
  }
});

test(`the first visit takes less than ${FIRST_VISIT_BYTES / 1000} kB over the wire, the service worker's files counted`, async () => {
  const { context, close } = await phone(browser);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
  const again = [];
  context.on("requestfinished", (request) => request.serviceWorker() && again.push(request));
  await page.goto(`${baseUrl()}audit?lang=ru`);
  await page.locator("#begin").waitFor();
  await installed(page);
  for (const request of again) bytes += (await request.sizes()).responseBodySize;
  assert.ok(bytes > 20_000, "something was measured");
  assert.ok(bytes < FIRST_VISIT_BYTES, `${bytes} bytes`);
  console.log(`# first visit: ${bytes} bytes over the wire`);
  await close();
});

test("a phone can install it", async () => {
  const manifest = await (await fetch(`${baseUrl()}audit.webmanifest`)).json();
  assert.equal(manifest.display, "standalone");
  for (const { src } of manifest.icons) assert.ok((await fetch(baseUrl() + src)).ok, src);
  const worker = await fetch(`${baseUrl()}audit-worker.js`);
  assert.match(worker.headers.get("content-type"), /javascript/);
});
