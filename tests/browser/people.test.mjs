// Who sees what, in a real Chromium: the visitor's map, the roles of the demo, and the pages about accounts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible } from "./axe.mjs";
import { SIZES, choices, launch, legendText, openAddress, openControls, openPage, painted, repainted, settled } from "./browser.mjs";

const PASSWORD = "four quiet yards tonight";
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const ready = (page) => page.waitForFunction(() => document.querySelector("main")?.dataset.ready === "true");

for (const size of Object.keys(SIZES)) {
  describe(size, () => {
    test("a visitor sees published classes, and that he is the public", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en", null);
      assert.match(await page.locator(".shell-who").innerText(), /Demo[\s\S]*You see this as: public/);
      const text = await legendText(page);
      assert.match(text, /Help first: surely more than twice the city\s+[1-9]/);
      assert.match(text, /Not shown for \d+ of \d+ places/);
      assert.match(text, /Published version 1/);
      assert.ok(await painting(page), "places are painted");
      for (const gone of ["Categories", "Correction for many cells", "Days of the week", "Daily rhythm"]) {
        assert.equal(await page.getByText(gone, { exact: true }).count(), 0, `${gone} cannot work here`);
      }
      await assertAccessible(page, `${size}: the visitor's map`);
      if (size === "phone") await page.locator(".legend-line").click();
      await openControls(page, size);
      await repainted(page, () => page.getByLabel("Show").selectOption("micro_district"));
      await repainted(page, () => page.getByLabel("Period").selectOption("2025-Q3"));
      await repainted(page, () => page.getByLabel("Group of incidents").selectOption("people"));
      assert.deepEqual(choices(page), { lang: "en", level: "micro_district", period: "2025-Q3", group: "people" });
      await assertAccessible(page, `${size}: micro-districts`);
      await page.goto(`${page.url().split("?")[0]}?lang=en&level=micro_district&dock=table`);
      await painted(page);
      const rows = page.locator(".twin tbody tr");
      await rows.first().waitFor();
      assert.match(await rows.first().innerText(), /Help first/);
      assert.match(await rows.first().locator("td").nth(1).innerText(), /^[\d,]+–[\d,]+$/);
      await assertAccessible(page, `${size}: the table`);
      await rows.first().locator("button").focus();
      await page.keyboard.press("Enter");
      await page.locator(".detail-title").waitFor();
      assert.match(await page.locator(".detail").innerText(), /Help is needed here first[\s\S]*between/);
      await assertAccessible(page, `${size}: a place`);
      assert.ok(await narrow(page), "nothing is wider than the window");
      assert.deepEqual(faults, []);
      await close();
    });

    test("one click looks as somebody else, and every view says as whom", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en", null);
      for (const [role, seen] of [["planner", /Counted: [\d,]+/], ["inspector", /Counted: [\d,]+|No verdict/], ["resident", /Published version/]]) {
        await page.locator(`.shell-roles [data-role=${role}]`).click();
        await page.locator(`.shell-who[data-role=${role}]`).waitFor();
        await painted(page);
        assert.match(await legendText(page), seen, role);
      }
      await page.locator(".shell-roles [data-role=admin]").click();
      await page.locator(".shell-who[data-role=admin]").waitFor();
      await page.locator(".shell-pages a", { hasText: "Access log" }).click();
      await ready(page);
      assert.match(await page.locator(".shell-who").innerText(), /administrator/);
      assert.deepEqual(faults, []);
      await close();
    });

    test("the visitor's map speaks three languages", async () => {
      const { page, faults, close } = await openPage(browser, size, "?lang=en", null);
      const seen = new Set();
      for (const language of ["kk", "ru", "en"]) {
        await page.locator(`[data-language=${language}]`).click();
        await settled(page);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        const text = await page.locator("body").innerText();
        assert.doesNotMatch(text, /\{\w+\}|undefined|NaN/);
        seen.add(await legendText(page));
        await assertAccessible(page, `${size}: ${language}`);
      }
      assert.equal(seen.size, 3);
      assert.deepEqual(faults, []);
      await close();
    });

    for (const [address, role, expected] of [
      ["sign-in", null, /Name of the account/],
      ["publications", null, /Version 1[\s\S]*Limits/],
      ["publications", "admin", /How much is shown[\s\S]*Withdraw/],
      ["publications", "analyst", /Propose the next version/],
      ["users", "admin", /Invite somebody/],
      ["access-log", "admin", /loaded lines/],
    ]) {
      test(`/${address} as ${role ?? "a visitor"} is accessible and fits in three languages`, async () => {
        const { page, faults, close } = await openAddress(browser, size, `${address}?lang=en`, role);
        await ready(page);
        assert.match(await page.locator("main").innerText(), expected);
        for (const language of ["kk", "ru", "en"]) {
          await page.locator(`[data-language=${language}]`).click();
          await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
          await ready(page);
          assert.doesNotMatch(await page.locator("body").innerText(), /\{\w+\}|undefined|NaN/);
          await assertAccessible(page, `${size}: /${address} ${language}`);
          assert.ok(await narrow(page), `/${address} in ${language} is wider than the window`);
        }
        assert.deepEqual(faults, []);
        await close();
      });
    }
  });
}

test("an administrator invites, the invited sets a password, signs in, makes a token and signs out", async () => {
  const admin = await openAddress(browser, "desktop", "users?lang=en", "admin");
  await ready(admin.page);
  const name = `erlan${Date.now() % 100_000}`;
  await admin.page.getByLabel("Account", { exact: true }).fill(name);
  await admin.page.getByLabel("Full name").last().fill("Erlan <b>Test</b>");
  await admin.page.getByLabel("Role").last().selectOption("analyst");
  await admin.page.getByRole("button", { name: "Make account and link" }).click();
  const link = await admin.page.locator(".once input").inputValue();
  assert.match(link, /\/sign-in#invite=/);
  await admin.close();

  const { page, faults, close } = await openAddress(browser, "phone", "sign-in?lang=en", null);
  await page.goto("about:blank");
  await page.goto(link.replace("#", "?lang=en#"));
  await ready(page);
  await assertAccessible(page, "an invitation");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name of the account").inputValue(), name);
  await page.getByLabel("Password", { exact: true }).fill("not this one at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Name or password is wrong.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".shell-who[data-role=analyst]").waitFor();
  assert.match(await page.locator(".shell-who").innerText(), /Signed in: Erlan <b>Test<\/b> \(analyst\)/);

  await page.locator(".shell-pages a", { hasText: "My account" }).click();
  await ready(page);
  await assertAccessible(page, "the own account");
  assert.ok(await narrow(page), "the account fits on a phone");
  await page.getByLabel("What it is for").fill("QGIS");
  await page.getByRole("button", { name: "Make the token" }).click();
  const secret = await page.locator(".once input").inputValue();
  assert.ok(secret.length > 20);
  await assertAccessible(page, "a token, shown once");
  await page.reload();
  await ready(page);
  assert.ok((await page.locator("main").innerText()).includes("QGIS"));
  assert.ok(!(await page.content()).includes(secret), "a secret is shown once");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.locator(".shell-who[data-role=public]").waitFor();
  assert.deepEqual(faults.filter((fault) => !fault.includes("401")), [], "a wrong password is the only complaint");
  await close();
});

/** Whether the page needs no scrolling to the side. */
function narrow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1);
}

/** Whether the cells' canvas has any colour. */
function painting(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector(".leaflet-cells-pane canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 100 && data[i + 2] > data[i + 1] + 30) return true;
    return false;
  });
}
