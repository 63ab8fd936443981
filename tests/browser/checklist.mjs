// A phone in a yard: contexts with place, clock and language, and the steps that every test of the form takes.
import assert from "node:assert/strict";
import { baseUrl } from "./browser.mjs";

export const PHONE = { width: 360, height: 740 };
/** Noon and late evening in Almaty, on the day before: not in the future of the server, whatever its clock. */
const YESTERDAY = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
export const DAY = new Date(`${YESTERDAY}T07:00:00Z`);
export const NIGHT = new Date(`${YESTERDAY}T17:30:00Z`);

export async function get(path) {
  const response = await fetch(`${baseUrl()}api/v1/${path}`);
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  return response.json();
}

/** The yards nearest to a place in the city. */
export async function someYards(count) {
  const { features } = await get(`yards?near=76.93,43.24&nearest=${count}`);
  return features.map((feature) => feature.properties.id ?? feature.id).map((id, i) => ({ id, ...features[i].properties }));
}

/** A phone of its own person, in a role of the demo (null: as a visitor); `trouble` collects what the browser complains of. */
export async function phone(browser, { at = NIGHT, dark = false, yard = null, role = null, ...more } = {}) {
  const [longitude, latitude] = yard?.centre ?? [76.93, 43.24];
  const context = await browser.newContext({
    viewport: PHONE, isMobile: true, hasTouch: true, locale: "en-GB", timezoneId: "Asia/Almaty", reducedMotion: "reduce",
    colorScheme: dark ? "dark" : "light", geolocation: { longitude, latitude, accuracy: 14 }, permissions: ["geolocation"], ...more,
  });
  if (role !== null) {
    const chosen = await context.request.post(`${baseUrl()}api/v1/demo/role`, { data: { role } });
    assert.ok(chosen.ok(), `the demo has no role ${role}: ${await chosen.text()}`);
  }
  const trouble = [];
  const open = async (path) => {
    const page = await context.newPage();
    await page.clock.setFixedTime(at);
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(message.text()));
    await page.goto(baseUrl() + path);
    return page;
  };
  return { context, open, trouble, close: () => context.close() };
}

/** The service worker has everything that a visit without network needs. */
export async function installed(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const names = await caches.keys();
    if (!names.some((name) => name.includes("files"))) throw new Error("nothing is kept");
  });
}

/** From the start to the first screen of a round in a yard. */
export async function beginRound(page, yard, language) {
  await page.locator("#begin").click();
  await page.locator(".bar .main").click();
  await page.locator("#yard-search").fill(Object.values(yard.names)[0]);
  await page.locator(`[data-yard="${yard.id}"]`).first().click();
  await page.locator(".factor").first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), language);
}

/** Answers everything on the screen: every factor with a step, or with the words given. */
export async function answerScreen(page, word) {
  for (const factor of await page.locator(".factor").all()) {
    await factor.locator(`input[value="${word}"]`).check();
  }
}

export const checkedCount = (page) => page.locator(".factor input:checked").count();
export const next = (page) => page.locator("#next").click();
export const onScreen = (page, hash) => page.waitForFunction((wanted) => location.hash === wanted, hash);
