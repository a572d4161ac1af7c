// Stands for Keplr's extension: what it puts into the page, as its last public source has it. Whoever holds the key (the
// test) answers what is asked of the person.
(() => {
  if (location.protocol !== "http:" || window !== window.top) return;
  const KEY = "stub-of-keplr";
  const kept = () => JSON.parse(localStorage.getItem(KEY) ?? '{"chains":[],"allowed":[]}');
  const keep = (more) => localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...more }));
  const text = (bytes) => btoa(String.fromCharCode(...bytes));
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const waiting = new Map();
  let next = 1;
  const person = (method, params) =>
    new Promise((done, failed) => {
      waiting.set(next, { id: next, method, params, done, failed });
      next += 1;
    });
  const known = (chain) => {
    if (!kept().chains.includes(chain)) throw new Error(`There is no chain info for ${chain}`);
  };
  const allowed = (chain) => {
    known(chain);
    if (!kept().allowed.includes(chain)) throw new Error(`${location.origin} is not permitted`);
  };
  const key = () => {
    const { address, pubkey } = kept();
    return { name: "stub", algo: "secp256k1", pubKey: bytes(pubkey), bech32Address: address, isNanoLedger: false };
  };
  const own = (signer) => {
    if (signer !== key().bech32Address) throw new Error("Signer mismatched");
  };
  const keplr = {
    async enable(chain) {
      known(chain);
      if (kept().allowed.includes(chain)) return;
      await person("enable", { chain });
      keep({ allowed: [...kept().allowed, chain] });
    },
    async experimentalSuggestChain(info) {
      for (const name of ["rpc", "rest"]) new URL(info[name]);
      if (!info.currencies.length || !info.bech32Config.bech32PrefixAccAddr) throw new Error("Invalid chain info");
      await person("suggest", { chain: info.chainId });
      keep({ chains: [...kept().chains, info.chainId] });
    },
    async getKey(chain) {
      allowed(chain);
      return key();
    },
    async signDirect(chain, signer, doc) {
      allowed(chain);
      own(signer);
      if (doc.chainId !== chain) throw new Error("Chain id in the message is not matched with the requested chain id");
      if (!(doc.bodyBytes instanceof Uint8Array)) throw new Error("bodyBytes must be bytes");
      const accountNumber = doc.accountNumber ? doc.accountNumber.toString() : "0";
      const asked = {
        chainId: chain, accountNumber, bodyBytes: text(doc.bodyBytes), authInfoBytes: text(doc.authInfoBytes),
      };
      const signature = await person("direct", asked);
      return { signed: { ...doc, accountNumber: { toString: () => accountNumber } }, signature };
    },
    async signArbitrary(chain, signer, data) {
      allowed(chain);
      own(signer);
      return person("text", { signer, data });
    },
    async signAmino() {
      throw new Error("not expected here");
    },
  };
  window.keplrStub = {
    asked: () => [...waiting.values()].map(({ id, method, params }) => ({ id, method, params })),
    answer(id, value) {
      waiting.get(id).done(value);
      waiting.delete(id);
    },
    refuse(id) {
      waiting.get(id).failed(new Error("Request rejected"));
      waiting.delete(id);
    },
    turn(address, pubkey) {
      keep({ address, pubkey });
      window.dispatchEvent(new Event("keplr_keystorechange"));
    },
  };
  // Extensions come when they come.
  setTimeout(() => (window.keplr = Object.freeze(keplr)), 700);
})();
