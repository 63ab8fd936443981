// The whole way of a staff member in a real Chromium: rank, rules, pilots with controls, freeze, print; eight months
// later in the demo's own time judge, print. Everything as a planner, who sees no single incident on that way.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, baseUrl, launch } from "./browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A page of the demo as a planner; what it asks and what the browser complains about is collected. */
async function asPlanner(size) {
  const context = await browser.newContext({ viewport: SIZES[size], locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const [faults, asked, bodies] = [[], [], []];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("response", async (response) => {
    const path = new URL(response.url()).pathname;
    if (!path.startsWith("/api/v1/")) return;
    asked.push(path);
    bodies.push(await response.text().catch(() => ""));
  });
  await page.goto(`${baseUrl()}plans?lang=en`);
  await page.locator(".shell-roles button", { hasText: /planner/i }).click();
  await page.waitForFunction(() => document.querySelector(".shell-who")?.getAttribute("data-role") === "planner", null, { timeout: 30_000 });
  faults.length = 0;
  return { page, faults, asked, bodies, close: () => context.close() };
}

const ready = (page) => page.waitForFunction(
  () => document.querySelector("main[aria-busy=false]") && !document.querySelector(".result[aria-busy=true]"), null, { timeout: 60_000 });

describe("the way of a staff member", () => {
  test("ranks, designs, freezes, prints, and judges eight months later", async () => {
    const { page, faults, asked, bodies, close } = await asPlanner("desktop");
    await page.goto(`${baseUrl()}plans?lang=en&as_of=2025-05-01`);
    await ready(page);
    const order = page.locator("section", { hasText: "The order of areas" });
    await order.getByRole("table").first().waitFor({ timeout: 60_000 });
    assert.match(await order.innerText(), /almost certainly among the worst 10/);
    assert.ok(await order.locator("path.area.p4, path.area.p3").count() > 0, "the worst are coloured");
    await assertAccessible(page, "plans");

    const form = page.locator("form.design");
    await form.getByLabel("Name of the plan").fill("Yards with light");
    await form.getByLabel("What is to be done").fill("Mend the lamps");
    await form.getByLabel("How many pilots").fill("3");
    await form.getByRole("checkbox", { name: /robbery/i }).check();
    await form.getByRole("checkbox", { name: /^ ?theft$/i }).check();
    await form.getByRole("button", { name: "Make the plan" }).click();
    await page.waitForURL(/\/plans\/p-\d+/, { timeout: 60_000 });
    await ready(page);
    assert.match(await page.locator(".dossier").innerText(), /This is a draft/);
    assert.equal(await page.locator("path.area.pilot").count(), 3);
    assert.equal(await page.locator("path.area.control").count(), 9);
    assert.match(await page.locator(".dossier").innerText(), /cannot be told from chance here/);
    await page.locator("button.freeze").click();
    await page.locator("article[data-state=frozen]").waitFor({ timeout: 30_000 });
    const digest = await page.locator(".digest").first().innerText();
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.equal(await page.locator("button.freeze").count(), 0, "nothing is left to change");
    await assertAccessible(page, "a frozen plan");
    const paper = await page.pdf({ format: "A4", preferCSSPageSize: true });
    assert.ok(paper.length > 20_000 && paper.subarray(0, 5).toString() === "%PDF-");

    await page.locator("a.judge").click();
    await page.waitForURL(/\/evaluate\?plan=/);
    await page.locator(".verdict").waitFor({ timeout: 60_000 });
    assert.ok((await page.locator("main").innerText()).includes(digest), "the verdict names the frozen plan");
    assert.match(await page.locator(".notes").innerText(), /already at hand when this plan was made/);
    await page.goto(`${baseUrl()}evaluate?plan=p-1&as_of=2026-01-01&lang=en`);
    await page.locator(".verdict").waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".verdict").getAttribute("data-verdict"), "fell", "the planted fall is found");
    assert.match(await page.locator(".notes").innerText(), /Before and after without any control/);
    await assertAccessible(page, "a verdict");
    assert.ok((await page.pdf({ format: "A4", preferCSSPageSize: true })).length > 20_000);

    assert.ok(!asked.some((path) => path.startsWith("/api/v1/incidents")), "single incidents were asked for");
    assert.ok(!bodies.some((body) => /"d-0\d{6}"|source_id/.test(body)), "a single incident was answered");
    const refused = await page.evaluate(async () => (await fetch("api/v1/incidents?limit=1")).status);
    assert.equal(refused, 403, "a planner may not see them");
    assert.deepEqual(faults.filter((f) => !/403/.test(f)), []);
    await close();
  });

  test("reads a claim and a dossier on a phone in three languages", async () => {
    const { page, faults, close } = await asPlanner("phone");
    for (const [language, words] of [["kk", /қалыпқа қайту/i], ["ru", /возврат к обычному/i], ["en", /return to the usual/i]]) {
      await page.goto(`${baseUrl()}evaluate?lang=${language}`);
      await ready(page);
      const claim = page.locator("form.claim");
      await claim.locator("input").first().fill("−21.3 % in four months");
      await claim.locator("button").click();
      await page.locator(".claim-result ul").first().waitFor();
      const text = await page.locator(".claim-result").innerText();
      assert.match(text, /321/);
      assert.match(text, words);
    }
    const plan = await page.evaluate(async () => (await fetch("api/v1/plans/p-1")).json());
    await page.goto(`${baseUrl()}areas/${encodeURIComponent(plan.frozen.plan.pilots[0].id)}?lang=en`);
    await ready(page);
    assert.match(await page.locator(".dossier").innerText(), /rank \d+ to \d+ of \d+/);
    await assertAccessible(page, "a dossier on a phone");
    assert.deepEqual(faults, []);
    await close();
  });
});
