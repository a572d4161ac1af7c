// Runs a test binary of the target wasm32-wasip1 in Node:
//   CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings crates/vault/tests/wasm/run.mjs" \
//     cargo test -p vault --lib --target wasm32-wasip1 vectors
// (with an absolute path to this file, since cargo runs it in the package's folder)
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [, , file, ...rest] = process.argv;
const wasi = new WASI({
  version: "preview1",
  // There are no threads to run tests on.
  args: [file, ...rest, "--test-threads=1"],
  env: process.env,
  preopens: { "/": "/" },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(file));
process.exit(wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject())));
