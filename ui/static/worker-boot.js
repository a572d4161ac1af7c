// Starts the core in its worker. Failures reach the page as the worker's error event.
if (self.trustedTypes) {
  self.trustedTypes.createPolicy("default", { createScriptURL: (address) => address });
}
const { default: init } = await import("/worker.js");
await init({ module_or_path: "/worker_bg.wasm" });
