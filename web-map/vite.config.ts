import { existsSync, readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { auditWorker } from "./build/audit-worker.ts";

// Every page of the service is an HTML file beside this one, or in a folder where its address is one level deeper; the
// server's table of pages says at which address.
const root = import.meta.dirname;
const pages = ["", "yards/", "plans/", "areas/", "risk/"].filter((folder) => existsSync(`${root}/${folder}`)).flatMap((folder) =>
  readdirSync(`${root}/${folder}`).filter((name) => name.endsWith(".html")).map((name) => folder + name));

// Relative paths everywhere: the built map is embedded in the server's binary and may stand behind any prefix.
// The proxy is only for `npm run dev`, beside a running `aula serve`.
export default defineConfig({
  base: "./",
  plugins: [auditWorker(root)],
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { input: pages },
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
