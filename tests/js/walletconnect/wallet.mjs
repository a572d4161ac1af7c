// A wallet: pairs, approves, answers with real signatures, or refuses what it is told to refuse.
// Arguments: wallet package, core package, relay. Then a line {uri, chain, refuse, after?}:
// `refuse` is a method that is refused once it was answered `after` times.
import { Secp256k1HdWallet } from "@cosmjs/amino";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { fail, metadata, options, read, say } from "./common.mjs";

const [, , name, coreName, relay] = process.argv;
const WORDS = "test test test test test test test test test test test junk";
const b64 = (array) => Buffer.from(array).toString("base64");

try {
  const module = await import(name);
  const { Core } = await import(coreName);
  const Kit = module.WalletKit ?? module.Web3Wallet;
  const kit = await Kit.init({ core: new Core(options(relay, "wallet")), metadata: metadata("Purse") });
  const direct = await DirectSecp256k1HdWallet.fromMnemonic(WORDS, { prefix: "akash" });
  const amino = await Secp256k1HdWallet.fromMnemonic(WORDS, { prefix: "akash" });
  const [account] = await direct.getAccounts();
  const { uri, chain, refuse, after = 0 } = await read();
  let answered = 0;

  kit.on("session_proposal", async ({ id, params }) => {
    say({ proposed: params.requiredNamespaces, optional: params.optionalNamespaces });
    const namespaces = {
      cosmos: {
        chains: [chain],
        accounts: [`${chain}:${account.address}`],
        methods: ["cosmos_getAccounts", "cosmos_signDirect", "cosmos_signAmino"],
        events: ["accountsChanged", "chainChanged"],
      },
    };
    await kit.approveSession({ id, namespaces });
  });
  kit.on("session_request", async ({ topic, id, params: { request } }) => {
    const { method, params } = request;
    say({ asked: method });
    const answer = async () => {
      if (method === refuse && ++answered > after) return { error: { code: 5000, message: "User rejected." } };
      if (method === "cosmos_getAccounts")
        return { result: [{ algo: "secp256k1", address: account.address, pubkey: b64(account.pubkey) }] };
      const doc = params.signDoc;
      if (method === "cosmos_signAmino") return { result: await amino.signAmino(params.signerAddress, doc) };
      const { signature } = await direct.signDirect(params.signerAddress, {
        chainId: doc.chainId,
        accountNumber: BigInt(doc.accountNumber),
        bodyBytes: new Uint8Array(Buffer.from(doc.bodyBytes, "base64")),
        authInfoBytes: new Uint8Array(Buffer.from(doc.authInfoBytes, "base64")),
      });
      return { result: { signature, signed: doc } };
    };
    await kit.respondSessionRequest({ topic, response: { id, jsonrpc: "2.0", ...(await answer()) } });
  });
  kit.on("session_delete", () => say({ deleted: true }));
  await (kit.pair ? kit.pair({ uri }) : kit.core.pairing.pair({ uri }));
  say({ paired: true });
  await read();
  process.exit(0);
} catch (error) {
  fail(error);
}
