// What both peers share: lines of JSON in and out, and quiet SDKs.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function read() {
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  return JSON.parse(value);
}

export function say(event) {
  process.stdout.write(JSON.stringify(event) + "\n");
}

export function fail(error) {
  say({ failed: String(error?.message ?? JSON.stringify(error)) });
  process.exit(1);
}

process.on("unhandledRejection", fail);

export const metadata = (name) => ({
  name,
  description: "A peer of the tests",
  url: `https://${name.toLowerCase()}.example`,
  icons: [],
});

export const options = (relayUrl, prefix) => ({
  relayUrl,
  projectId: "none",
  logger: "silent",
  customStoragePrefix: prefix,
  telemetryEnabled: false,
});

// The JSON-RPC errors of either SDK as {code, message}.
export const plain = (error) => ({ code: error?.code, message: error?.message });
