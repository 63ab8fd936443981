// The accessibility rules of axe on the page as it stands.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails on anything axe calls serious or critical, naming rule and element. */
export async function assertAccessible(page, state) {
  // evaluate runs beside the page's content policy, which forbids scripts that are not its own.
  await page.evaluate(SOURCE);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.ok(result.passes.length > 10, `axe looked at nothing in ${state}`);
  const faults = result.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
  assert.deepEqual(faults, [], `axe in ${state}`);
}
