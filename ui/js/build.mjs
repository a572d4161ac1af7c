// Bundles what the user interface takes from npm: `node build.mjs OUTDIR [--minify]`.
// OUTDIR gets parts.js, which wasm imports, and the chunks that parts.js loads when they are needed.
import { build } from "esbuild";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [outdir = "dist", ...flags] = process.argv.slice(2);

await build({
  absWorkingDir: here,
  entryPoints: { parts: "index.js" },
  bundle: true,
  format: "esm",
  splitting: true,
  target: "es2022",
  outdir: resolve(outdir),
  chunkNames: "parts-[name]-[hash]",
  minify: flags.includes("--minify"),
  legalComments: "none",
  logLevel: "warning",
});
