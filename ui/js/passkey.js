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

const keys_of = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
/** Extensions whose values are bytes are not asked for: nothing here uses them. */
const plain = ({ prf, largeBlob, ...others } = {}) => others;

/** What every answer to a site begins with. */
const answer_of = (credential, response) => ({
  passkey: "done",
  credential: {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
  },
});

/** A passkey for a site of others: options and answer are WebAuthn's JSON. */
async function site_create({ options }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: keys_of(options.excludeCredentials),
      extensions: plain(options.extensions),
    },
  });
  return answer_of(credential, {
    attestationObject: text(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function site_get({ options }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: keys_of(options.allowCredentials),
      extensions: plain(options.extensions),
    },
  });
  const { authenticatorData, signature, userHandle } = credential.response;
  return answer_of(credential, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : undefined,
  });
}

const CALLS = {
  passkey_create: create,
  passkey_get: ask,
  site_passkey_create: site_create,
  site_passkey_get: site_get,
};

/** Does a passkey call of the core, given as JSON, and resolves to its answer as JSON; never rejects. */
export async function passkey_call(json) {
  let answer;
  let site = false;
  try {
    const call = JSON.parse(json);
    site = call.call.startsWith("site_");
    answer = await CALLS[call.call](call);
  } catch (error) {
    // For a site: one of the keys that it excluded is here.
    answer = error?.name === "InvalidStateError" && site ? { passkey: "there" } : refusal(error);
  }
  return JSON.stringify(answer);
}
