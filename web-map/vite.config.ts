import { defineConfig } from "vitest/config";

// Relative paths everywhere: the built map is embedded in the server's binary and may stand behind any prefix.
// The proxy is only for `npm run dev`, beside a running `aula serve`.
export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
