// Passkeys with the PRF extension (WebAuthn Level 3). The PRF output opens a wrap of the vault; the password stays.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** Milliseconds the person has. */
const TIMEOUT = 120_000;

function refusal(error) {
  // Browsers tell a "no" from a time that ran out no further than this.
  if (error?.name === "NotAllowedError" || error?.name === "AbortError") return { passkey: "cancelled" };
  return { passkey: "failed", message: String(error?.message ?? error) };
}

function done(credential) {
  const secret = credential.getClientExtensionResults().prf?.results?.first;
  if (!secret) return undefined;
  const answer = { passkey: "done", credential: credential.id, prf: text(secret) };
  if (secret instanceof ArrayBuffer) new Uint8Array(secret).fill(0);
  return answer;
}

/** Whether this page can ask for passkeys at all. */
export function passkeys_possible() {
  return typeof window.PublicKeyCredential === "function" && !!navigator.credentials?.create;
}

async function ask({ challenge, keys }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(challenge),
      allowCredentials: keys.map((key) => ({ type: "public-key", id: bytes(key.credential) })),
      userVerification: "required",
      timeout: TIMEOUT,
      extensions: {
        prf: {
          evalByCredential: Object.fromEntries(
            keys.map((key) => [key.credential, { first: bytes(key.salt) }]),
          ),
        },
      },
    },
  });
  return done(credential) ?? { passkey: "no_prf" };
}

async function create({ name, user, challenge, salt, exclude }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      rp: { name: "Slipway" },
      user: { id: bytes(user), name, displayName: name },
      challenge: bytes(challenge),
      // ES256, EdDSA, RS256: the signature is not used, only the PRF.
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: exclude.map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      timeout: TIMEOUT,
      extensions: { prf: { eval: { first: bytes(salt) } } },
    },
  });
  const prf = credential.getClientExtensionResults().prf;
  if (!prf || (prf.enabled === false && !prf.results)) return { passkey: "no_prf" };
  // Many authenticators evaluate only when they are asked a second time.
  return done(credential) ?? ask({ challenge, keys: [{ credential: credential.id, salt }] });
}

/** Does a passkey call of the core, given as JSON, and resolves to its answer as JSON; never rejects. */
export async function passkey_call(json) {
  let answer;
  try {
    const call = JSON.parse(json);
    answer = await (call.call === "passkey_create" ? create(call) : ask(call));
  } catch (error) {
    answer = refusal(error);
  }
  return JSON.stringify(answer);
}
