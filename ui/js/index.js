// Everything wasm takes from JavaScript: plain functions, imported from "/parts.js".
export * from "./editor-handle.js";
export * from "./files.js";
export * from "./keplr.js";
export * from "./passkey.js";
export * from "./pictures.js";
