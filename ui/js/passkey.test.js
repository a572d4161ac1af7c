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

const buffer = (...numbers) => new Uint8Array(numbers).buffer;

test("a site's passkey goes through as WebAuthn's JSON, bytes as base64url", async () => {
  let asked;
  browser(async (options) => {
    asked = options.publicKey;
    return {
      id: "AQI",
      rawId: buffer(1, 2),
      type: "public-key",
      getClientExtensionResults: () => ({}),
      response: { clientDataJSON: buffer(3), attestationObject: buffer(4), getTransports: () => ["usb"] },
    };
  });
  const options = {
    rp: { id: "localhost", name: "r" },
    user: { id: "Bw", name: "ann", displayName: "ann" },
    challenge: "CQ",
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    excludeCredentials: [{ type: "public-key", id: "Bg" }],
    extensions: { credProps: true, prf: { eval: { first: "AA" } } },
  };
  const made = await call({ call: "site_passkey_create", options });
  assert.deepEqual([...asked.challenge], [9]);
  assert.deepEqual([...asked.user.id], [7]);
  assert.deepEqual([...asked.excludeCredentials[0].id], [6]);
  assert.deepEqual(asked.extensions, { credProps: true });
  assert.equal(made.passkey, "done");
  assert.deepEqual(made.credential.response, {
    clientDataJSON: "Aw",
    attestationObject: "BA",
    transports: ["usb"],
  });
  assert.equal(made.credential.rawId, "AQI");
});

test("a site's sign-in answers with a signature, and an excluded key is told", async () => {
  browser(null, async (options) => {
    assert.deepEqual(options.publicKey.allowCredentials, []);
    return {
      id: "AQI",
      rawId: buffer(1, 2),
      type: "public-key",
      getClientExtensionResults: () => ({}),
      response: { clientDataJSON: buffer(3), authenticatorData: buffer(4), signature: buffer(5), userHandle: null },
    };
  });
  const used = await call({ call: "site_passkey_get", options: { challenge: "CQ", rpId: "localhost" } });
  assert.deepEqual(used.credential.response, {
    clientDataJSON: "Aw",
    authenticatorData: "BA",
    signature: "BQ",
  });
  browser(async () => {
    throw Object.assign(new Error("excluded"), { name: "InvalidStateError" });
  });
  const options = { user: { id: "Bw" }, challenge: "CQ" };
  assert.deepEqual(await call({ call: "site_passkey_create", options }), { passkey: "there" });
});
