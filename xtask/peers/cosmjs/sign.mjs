// How many documents CosmJS signs in a second, with the bytes that the vault's bench signs.
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";

const words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
const wallet = await DirectSecp256k1HdWallet.fromMnemonic(words, { prefix: "akash" });
const [{ address }] = await wallet.getAccounts();

const ROUNDS = 400;
async function sign(rounds) {
  for (let round = 0; round < rounds; round += 1) {
    const body = new Uint8Array(256).fill(round);
    await wallet.signDirect(address, {
      bodyBytes: body,
      authInfoBytes: new Uint8Array(100).fill(1),
      chainId: "bench-1",
      accountNumber: 1n,
    });
  }
}

// Let the engine warm up first.
await sign(100);
const begin = performance.now();
await sign(ROUNDS);
const seconds = (performance.now() - begin) / 1000;
console.log(`vault_sign ${Math.round(ROUNDS / seconds)} per second`);
