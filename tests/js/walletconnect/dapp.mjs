// An app: proposes, asks for what it is told to ask, checks signatures, disconnects.
// Arguments: package, relay. Then a line {chain}, and after the accounts {requests: [{method, params, check?}]},
// as often as wanted; {} ends the connection.
import { Secp256k1, Secp256k1Signature, sha256 } from "@cosmjs/crypto";
import { serializeSignDoc } from "@cosmjs/amino";
import { makeSignBytes } from "@cosmjs/proto-signing";
import { fail, metadata, options, plain, read, say } from "./common.mjs";

const [, , name, relay] = process.argv;
const bytes = (text, as = "base64") => new Uint8Array(Buffer.from(text, as));

async function holds({ signature, signed }, check, hex) {
  const as = hex ? "hex" : "base64";
  const message =
    check === "direct"
      ? makeSignBytes({
          bodyBytes: bytes(signed.bodyBytes, as),
          authInfoBytes: bytes(signed.authInfoBytes, as),
          chainId: signed.chainId,
          accountNumber: BigInt(signed.accountNumber),
        })
      : serializeSignDoc(signed);
  return Secp256k1.verifySignature(
    Secp256k1Signature.fromFixedLength(bytes(signature.signature)),
    sha256(message),
    bytes(signature.pub_key.value),
  );
}

try {
  const module = await import(name);
  const SignClient = module.SignClient ?? module.default;
  const client = await SignClient.init({ ...options(relay, "dapp"), metadata: metadata("Exchange") });
  const { chain } = await read();
  const wanted = {
    cosmos: {
      chains: [chain],
      methods: ["cosmos_getAccounts", "cosmos_signDirect", "cosmos_signAmino"],
      events: ["accountsChanged", "chainChanged"],
    },
  };
  client.on("session_event", ({ params }) => say({ event: params.event }));
  client.on("session_update", ({ params }) => say({ updated: params.namespaces }));
  const { uri, approval } = await client.connect({ requiredNamespaces: wanted });
  say({ uri });
  const session = await approval();
  say({ settled: { namespaces: session.namespaces, properties: session.sessionProperties ?? null } });
  // Old versions give up while the relay is away and say that one should try again.
  const ask = async (request, tries = 20) => {
    try {
      return await client.request({ topic: session.topic, chainId: chain, request });
    } catch (error) {
      if (tries === 0 || !/please try again/.test(error?.message)) throw error;
      await new Promise((done) => setTimeout(done, 1000));
      return ask(request, tries - 1);
    }
  };
  say({ accounts: await ask({ method: "cosmos_getAccounts", params: {} }) });
  for (let { requests } = await read(); requests; { requests } = await read()) {
    for (const { method, params, check, hex } of requests) {
      try {
        const begun = performance.now();
        const result = await ask({ method, params });
        const took = performance.now() - begun;
        say({ method, result, took, valid: check ? await holds(result, check, hex) : null });
      } catch (error) {
        say({ method, error: plain(error) });
      }
    }
    await client.ping({ topic: session.topic });
    say({ pinged: true });
  }
  await client.disconnect({ topic: session.topic, reason: { code: 6000, message: "User disconnected." } });
  say({ disconnected: true });
  process.exit(0);
} catch (error) {
  fail(error);
}
