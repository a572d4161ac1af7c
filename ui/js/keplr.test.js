import assert from "node:assert/strict";
import { test } from "node:test";
import { keplr_call, keplr_watch } from "./keplr.js";

const CHAIN = { chainId: "demo-1", chainName: "Demo", rpc: "http://localhost/rpc/demo" };
const DOC = { chainId: "demo-1", accountNumber: "7", bodyBytes: "CgA=", authInfoBytes: "EgA=" };

function page(keplr) {
  const heard = {};
  globalThis.window = { keplr, addEventListener: (name, then) => (heard[name] = then) };
  return heard;
}

const call = async (method, params) => JSON.parse(await keplr_call(JSON.stringify({ method, params })));

function stub(more = {}) {
  return {
    enable: async () => {},
    getKey: async () => ({
      algo: "secp256k1", bech32Address: "akash1x", pubKey: new Uint8Array([2, 1]), isNanoLedger: false,
    }),
    signDirect: async (chain, signer, doc, options) => {
      assert.equal(options.preferNoSetFee, true);
      assert.deepEqual([chain, signer, doc.bodyBytes], ["demo-1", "akash1x", new Uint8Array([10, 0])]);
      // As its Long: an object that only says its number.
      return { signed: { ...doc, accountNumber: { toString: () => "7" } }, signature: { signature: "AQI=" } };
    },
    ...more,
  };
}

test("a page without Keplr, or with half of it, has none", async () => {
  for (const keplr of [undefined, {}, { enable() {} }]) {
    page(keplr);
    assert.equal(await call("cosmos_getAccounts", CHAIN), null);
  }
});

test("an account is named in the shape of the protocol", async () => {
  page(stub());
  const { keplr, value } = await call("cosmos_getAccounts", CHAIN);
  assert.equal(keplr, "done");
  assert.deepEqual(value, [{ algo: "secp256k1", address: "akash1x", pubkey: "AgE=", isNanoLedger: false }]);
});

test("a network that Keplr does not know is suggested, and one that the person refused is not", async () => {
  const told = [];
  let known = false;
  const enable = async () => {
    if (!known) throw new Error("There is no chain info for demo-1");
  };
  const experimentalSuggestChain = async (info) => {
    told.push(info);
    known = true;
  };
  page(stub({ enable, experimentalSuggestChain }));
  assert.equal((await call("cosmos_getAccounts", CHAIN)).keplr, "done");
  assert.equal(told[0].bech32Config.bech32PrefixAccAddr, "akash");
  const no = async () => {
    throw new Error("Request rejected");
  };
  page(stub({ enable: no, experimentalSuggestChain }));
  assert.deepEqual(await call("cosmos_getAccounts", CHAIN), { keplr: "refused" });
  assert.equal(told.length, 1);
});

test("bytes go in and come back as base64, numbers as text", async () => {
  page(stub());
  const { value } = await call("cosmos_signDirect", { signerAddress: "akash1x", signDoc: DOC });
  assert.deepEqual(value, { signed: DOC, signature: { signature: "AQI=" } });
});

test("a text is signed as such, or as an amino document where that is all there is", async () => {
  const ask = { chainId: "demo-1", signer: "akash1x", type: "string", data: "a.b" };
  page(stub({ signArbitrary: async (...all) => ({ signature: all.join(" ") }) }));
  assert.deepEqual((await call("keplr_signArbitrary", ask)).value, { signature: "demo-1 akash1x a.b" });
  const signAmino = async (chain, signer, doc) => {
    assert.equal(doc.msgs[0].value.data, "YS5i");
    return { signed: doc, signature: { signature: `${chain} ${signer} ${doc.chain_id}` } };
  };
  page(stub({ signAmino }));
  assert.deepEqual((await call("keplr_signArbitrary", ask)).value, { signature: "demo-1 akash1x " });
});

test("what goes wrong is said in Keplr's words", async () => {
  const signDirect = async () => {
    throw new Error("Signer mismatched");
  };
  page(stub({ signDirect }));
  const answer = await call("cosmos_signDirect", { signerAddress: "akash1y", signDoc: DOC });
  assert.deepEqual(answer, { keplr: "failed", message: "Signer mismatched" });
  assert.equal((await call("toString", {})).keplr, "failed");
});

test("Keplr may come late, and says when it turns to another account", async () => {
  const heard = page(undefined);
  let changed = 0;
  const there = new Promise((found) => keplr_watch(found, () => changed++));
  window.keplr = stub();
  await there;
  heard.keplr_keystorechange();
  heard.keplr_storechange();
  assert.equal(changed, 2);
});
