// A browser, pages at two sizes, and what every test waits for. The server is a running `aula serve --demo` at BASE_URL.
import { chromium } from "playwright-core";

export const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function baseUrl() {
  const base = process.env.BASE_URL;
  if (!base) throw new Error("set BASE_URL to the address of a running `aula serve --demo`, for example http://127.0.0.1:8080/");
  return base.endsWith("/") ? base : `${base}/`;
}

/** Chromium from CHROMIUM, else where Debian puts it. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/**
 * The map at a size, seen in a role of the demo (by default the analyst's, who has every control; null: as a visitor).
 * Everything that a browser complains about, and every request to another host, is collected.
 */
export async function openPage(browser, size, query = "", role = "analyst") {
  const opened = await openAddress(browser, size, query, role);
  await painted(opened.page);
  return opened;
}

/** Any page of the service, as soon as it is there. */
export async function openAddress(browser, size, address, role = "analyst") {
  const context = await browser.newContext({
    viewport: SIZES[size], isMobile: size === "phone", hasTouch: size === "phone", locale: "en-GB", reducedMotion: "reduce",
  });
  if (role !== null) {
    const chosen = await context.request.post(`${baseUrl()}api/v1/demo/role`, { data: { role } });
    if (!chosen.ok()) throw new Error(`the demo has no role ${role}: ${await chosen.text()}`);
  }
  const page = await context.newPage();
  const faults = [];
  const origin = new URL(baseUrl()).origin;
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) faults.push(`request to another host: ${url}`);
  });
  await page.goto(baseUrl() + address);
  return { page, faults, context, close: () => context.close() };
}

/** The first map is painted and no answer is awaited. */
export async function painted(page) {
  await page.waitForFunction(() => performance.getEntriesByName("aula:first-map").length > 0, null, { timeout: 30_000 });
  await settled(page);
}

export async function settled(page) {
  await page.waitForFunction(() => document.querySelector(".app") && !document.querySelector(".app.loading"), null, { timeout: 30_000 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Does something that asks a new question, and waits until its answer is painted. */
export async function repainted(page, action) {
  const marks = () => performance.getEntriesByName("aula:repaint").length;
  const before = await page.evaluate(marks);
  await action();
  await page.waitForFunction(
    (count) => performance.getEntriesByName("aula:repaint").length > count, before, { timeout: 30_000 },
  );
  await settled(page);
}

/** What the legend says, opened first where it is folded to one line. */
export async function legendText(page) {
  const line = page.locator(".legend-line");
  if ((await line.getAttribute("aria-expanded")) === "false") await line.click();
  return page.locator(".legend-body").innerText();
}

/** The address without the map's position, which moves with every size of the window. */
export function choices(page) {
  const query = new URL(page.url()).searchParams;
  query.delete("at");
  return Object.fromEntries(query);
}

/** The controls stand in a sheet on a phone. */
export async function openControls(page, size) {
  if (size !== "phone") return;
  const button = page.locator(".open-controls");
  if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
}

/** The middle of the hottest cell of the whole city, from the API, as the browser asks it. */
export async function hottestCell(page) {
  return page.evaluate(async () => {
    const answer = await (await fetch("api/v1/hotspots?f=geojson")).json();
    const hot = answer.features.filter((f) => f.properties.class === "hot_99");
    hot.sort((a, b) => b.properties.z - a.properties.z);
    const ring = hot[0].geometry.coordinates[0].slice(0, -1);
    const mean = (axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length;
    return { ...hot[0].properties, lon: mean(0), lat: mean(1), hot: hot.length };
  });
}
