// Writes a brotli copy beside each file of the user interface that gains by it: `node compress.mjs DIR`.
// With `--clear` it only takes the copies away, which the server would prefer to newer files.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [dir, ...flags] = process.argv.slice(2);
const text = new Set([".css", ".html", ".js", ".json", ".svg", ".wasm"]);

for (const name of readdirSync(dir, { recursive: true })) {
  const path = join(dir, name);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
  if (path.endsWith(".br")) rmSync(path);
  if (flags.includes("--clear") || !text.has(extname(path))) continue;
  const raw = readFileSync(path);
  const packed = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  if (raw.length > 1024 && packed.length < raw.length * 0.9) writeFileSync(`${path}.br`, packed);
}
