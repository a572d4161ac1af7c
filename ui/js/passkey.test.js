import assert from "node:assert/strict";
import { test } from "node:test";
import { passkey_call, passkeys_possible } from "./passkey.js";

const SALT = Buffer.alloc(32, 7).toString("base64url");
const CREATE = { call: "passkey_create", name: "Main", user: "dXNlcg", challenge: SALT, salt: SALT, exclude: ["b2xk"] };
const GET = { call: "passkey_get", challenge: SALT, keys: [{ credential: "aWQ", salt: SALT }] };

function credential(prf) {
  return { id: "aWQ", getClientExtensionResults: () => (prf ? { prf } : {}) };
}

function browser(create, get) {
  const credentials = { create, get };
  Object.defineProperty(globalThis, "navigator", { value: { credentials }, configurable: true });
  globalThis.window = { PublicKeyCredential: function () {} };
}

const call = async (request) => JSON.parse(await passkey_call(JSON.stringify(request)));

test("a passkey that evaluates at once is asked once", async () => {
  let asked;
  browser(async (options) => {
    asked = options.publicKey;
    return credential({ enabled: true, results: { first: new Uint8Array(32).fill(9).buffer } });
  });
  assert.ok(passkeys_possible());
  const answer = await call(CREATE);
  assert.deepEqual(answer, { passkey: "done", credential: "aWQ", prf: Buffer.alloc(32, 9).toString("base64url") });
  assert.equal(asked.authenticatorSelection.userVerification, "required");
  assert.deepEqual([...asked.extensions.prf.eval.first], Array(32).fill(7));
  assert.equal(asked.excludeCredentials.length, 1);
});

test("one that only says it could is asked again", async () => {
  browser(
    async () => credential({ enabled: true }),
    async (options) => {
      assert.equal(options.publicKey.userVerification, "required");
      assert.deepEqual(Object.keys(options.publicKey.extensions.prf.evalByCredential), ["aWQ"]);
      return credential({ results: { first: new Uint8Array(32).fill(8).buffer } });
    },
  );
  assert.equal((await call(CREATE)).prf, Buffer.alloc(32, 8).toString("base64url"));
});

test("one without the extension opens nothing", async () => {
  browser(async () => credential(), async () => credential());
  assert.deepEqual(await call(CREATE), { passkey: "no_prf" });
  browser(async () => credential({ enabled: false }));
  assert.deepEqual(await call(CREATE), { passkey: "no_prf" });
  browser(null, async () => credential());
  assert.deepEqual(await call(GET), { passkey: "no_prf" });
});

test("a no is told from a fault", async () => {
  browser(null, async () => {
    throw Object.assign(new Error("no"), { name: "NotAllowedError" });
  });
  assert.deepEqual(await call(GET), { passkey: "cancelled" });
  browser(null, async () => {
    throw Object.assign(new Error("This is an invalid domain."), { name: "SecurityError" });
  });
  assert.deepEqual(await call(GET), { passkey: "failed", message: "This is an invalid domain." });
});
