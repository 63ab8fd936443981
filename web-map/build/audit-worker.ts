/** Writes the service worker of the form: the hand-written one with the list of the files that the form is made of. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const SOURCE = "src/audit/worker.js";
/** Files beside the built ones that the installed form needs. */
const ALWAYS = ["audit.webmanifest", "favicon.svg", "icon-192.png"];

interface Chunk {
  type: string;
  fileName: string;
  facadeModuleId?: string | null;
  imports?: string[];
  viteMetadata?: { importedCss: Set<string> };
}

export function auditWorker(root: string): Plugin {
  return {
    name: "audit-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const chunks = bundle as unknown as Record<string, Chunk>;
      const entry = Object.values(chunks).find((chunk) => chunk.type === "chunk" && chunk.facadeModuleId?.endsWith("audit.html"));
      if (!entry) throw new Error("the form is not among the built pages");
      // Only what the first visit loads: what is fetched on demand (the map) is not taken along.
      const files = new Set<string>();
      const take = (name: string): void => {
        if (files.has(name)) return;
        files.add(name);
        chunks[name]?.imports?.forEach(take);
        chunks[name]?.viteMetadata?.importedCss.forEach((css) => files.add(css));
      };
      take(entry.fileName);
      const list = [...files].sort().concat(ALWAYS);
      const source = readFileSync(join(root, SOURCE), "utf8");
      const version = createHash("sha256").update(source).update(JSON.stringify(list)).digest("hex").slice(0, 12);
      this.emitFile({
        type: "asset",
        fileName: "audit-worker.js",
        source: source.replace('"@version"', JSON.stringify(version)).replace("[/* @files */]", JSON.stringify(list)),
      });
    },
  };
}
