// Keplr where the browser brings it along: its extension, or the browser inside its app, puts `window.keplr` into the page.
// Requests come in the shapes of WalletConnect and are answered in them, so that the core checks both alike.

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

/** What is called of it. */
const NEEDED = ["enable", "getKey", "signDirect"];
/** Fee and memo were shown here; the wallet shows them once more and leaves them. */
const AS_SHOWN = { preferNoSetFee: true, preferNoSetMemo: true };
/** Keplr and its own app's browser differ in when they come; after so many milliseconds nobody waits any more. */
const LATE = 20_000;

const akt = (more = {}) => ({ coinDenom: "AKT", coinMinimalDenom: "uakt", coinDecimals: 6, ...more });

/** A network that Keplr may not know, as it wants to be told. Only the address of the RPC is known here. */
function chain_info({ chainId, chainName, rpc }) {
  const prefix = (ending) => `akash${ending}`;
  return {
    chainId,
    chainName,
    rpc,
    rest: rpc,
    bip44: { coinType: 118 },
    bech32Config: {
      bech32PrefixAccAddr: prefix(""),
      bech32PrefixAccPub: prefix("pub"),
      bech32PrefixValAddr: prefix("valoper"),
      bech32PrefixValPub: prefix("valoperpub"),
      bech32PrefixConsAddr: prefix("valcons"),
      bech32PrefixConsPub: prefix("valconspub"),
    },
    currencies: [akt()],
    feeCurrencies: [akt({ gasPriceStep: { low: 0.025, average: 0.03, high: 0.04 } })],
    stakeCurrency: akt(),
  };
}

function refused(error) {
  // Keplr has no code for it, only words.
  return /reject|denied|cancel/i.test(String(error?.message ?? error));
}

async function enable(keplr, chain) {
  try {
    await keplr.enable(chain.chainId);
  } catch (error) {
    if (refused(error) || typeof keplr.experimentalSuggestChain !== "function") throw error;
    await keplr.experimentalSuggestChain(chain_info(chain));
    await keplr.enable(chain.chainId);
  }
}

async function accounts(keplr, chain) {
  await enable(keplr, chain);
  const key = await keplr.getKey(chain.chainId);
  return [
    { algo: key.algo, address: key.bech32Address, pubkey: text(key.pubKey), isNanoLedger: key.isNanoLedger === true },
  ];
}

async function direct(keplr, { signerAddress, signDoc }) {
  const { signed, signature } = await keplr.signDirect(
    signDoc.chainId,
    signerAddress,
    {
      chainId: signDoc.chainId,
      accountNumber: signDoc.accountNumber,
      bodyBytes: bytes(signDoc.bodyBytes),
      authInfoBytes: bytes(signDoc.authInfoBytes),
    },
    AS_SHOWN,
  );
  return {
    signature,
    signed: {
      chainId: signed.chainId,
      // Keplr makes a Long of it.
      accountNumber: String(signed.accountNumber),
      bodyBytes: text(signed.bodyBytes),
      authInfoBytes: text(signed.authInfoBytes),
    },
  };
}

/** ADR 36: a text as the only message of an amino document without a chain. */
function text_document(signer, data) {
  const encoded = text(new TextEncoder().encode(data));
  return {
    chain_id: "",
    account_number: "0",
    sequence: "0",
    fee: { gas: "0", amount: [] },
    msgs: [{ type: "sign/MsgSignData", value: { signer, data: encoded } }],
    memo: "",
  };
}

async function arbitrary(keplr, { chainId, signer, data }) {
  if (typeof keplr.signArbitrary === "function") return keplr.signArbitrary(chainId, signer, data);
  return (await keplr.signAmino(chainId, signer, text_document(signer, data), AS_SHOWN)).signature;
}

const METHODS = { cosmos_getAccounts: accounts, cosmos_signDirect: direct, keplr_signArbitrary: arbitrary };

/** The Keplr of this page, if it has one. */
function here() {
  const keplr = globalThis.window?.keplr;
  return keplr && NEEDED.every((name) => typeof keplr[name] === "function") ? keplr : undefined;
}

/** Tells `there` once Keplr is in the page, and `changed` whenever it turns to another account. */
export function keplr_watch(there, changed) {
  // Both names are in use: the documented one, and the one of older embedded browsers.
  for (const name of ["keplr_keystorechange", "keplr_storechange"]) window.addEventListener(name, () => changed());
  const begun = Date.now();
  const look = () => {
    if (here()) there();
    else if (Date.now() - begun < LATE) setTimeout(look, 250);
  };
  look();
}

/** Does a Keplr call of the core, given as JSON, and resolves to its answer as JSON; never rejects. */
export async function keplr_call(json) {
  const keplr = here();
  if (!keplr) return "null";
  let answer;
  try {
    const { method, params } = JSON.parse(json);
    if (!Object.hasOwn(METHODS, method)) throw new Error(`it has no ${method}`);
    answer = { keplr: "done", value: await METHODS[method](keplr, params) };
  } catch (error) {
    answer = refused(error) ? { keplr: "refused" } : { keplr: "failed", message: String(error?.message ?? error) };
  }
  return JSON.stringify(answer);
}
