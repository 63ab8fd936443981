// Leaflet on a page of another origin reads a collection page by page and draws it; and sees no more than the public.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { baseUrl, launch } from "./browser.mjs";

const LEAFLET = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "web-map", "node_modules", "leaflet", "dist");
const PAGE = `<!doctype html><title>another site</title><link rel=stylesheet href=/leaflet.css>
<div id=map style="width:500px;height:400px"></div><script src=/leaflet.js></script>`;
let browser, site, origin;

before(async () => {
  browser = await launch();
  site = createServer((request, response) => {
    const file = /^\/leaflet\.(js|css)$/.exec(request.url);
    response.setHeader("content-type", file ? (file[1] === "js" ? "text/javascript" : "text/css") : "text/html");
    response.end(file ? readFileSync(join(LEAFLET, request.url.slice(1))) : request.url === "/" ? PAGE : "");
  });
  await new Promise((listening) => site.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${site.address().port}/`;
});
after(async () => { await browser?.close(); site?.close(); });

test("Leaflet on another site draws every yard, page by page, and no incident", async () => {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(origin);
  const seen = await page.evaluate(async (base) => {
    const json = async (address) => (await fetch(address)).json();
    const ids = (await json(`${base}ogc/collections`)).collections.map((c) => c.id);
    const map = L.map("map", { preferCanvas: false });
    const layer = L.geoJSON(null).addTo(map);
    let address = `${base}ogc/collections/areas.yard/items?limit=700`, pages = 0, matched = 0, read = 0;
    while (address) {
      const part = await json(address);
      layer.addData(part);
      pages += 1;
      read += part.features.length;
      matched = part.numberMatched;
      address = part.links.find((l) => l.rel === "next")?.href;
    }
    map.fitBounds(layer.getBounds());
    const refused = (await fetch(`${base}ogc/collections/incidents/items`)).status;
    return { ids, pages, matched, read, refused, drawn: document.querySelectorAll("#map path").length };
  }, baseUrl());
  assert.deepEqual([seen.pages, seen.read, seen.drawn > 0], [3, seen.matched, true]);
  assert.ok(!seen.ids.includes("incidents") && seen.refused === 403, JSON.stringify(seen));
  assert.deepEqual(faults, []);
});
