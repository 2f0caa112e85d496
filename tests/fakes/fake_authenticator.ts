/** An authenticator in software: makes discoverable ES256 passkeys and answers challenges, as a browser hands them on. */

/** What of the options an authenticator reads; both kinds have more. */
interface ChallengeOptions {
  readonly challenge: string;
  readonly rp?: { readonly id?: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

interface Credential {
  readonly id: Bytes;
  readonly userHandle: string;
  readonly keys: CryptoKeyPair;
  counter: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Flags of WebAuthn's authenticator data. https://www.w3.org/TR/webauthn-3/#authdata-flags */
const userPresent = 0x01;
const userVerified = 0x04;
const attestedCredential = 0x40;

export class FakeAuthenticator {
  readonly credentials: Credential[] = [];
  /** The page's origin, as the browser writes it into what is signed. */
  origin: string;
  /** False: no PIN and no finger, only a touch. */
  verifies = true;

  constructor(origin: string) {
    this.origin = origin;
  }

  /** A `RegistrationResponseJSON`. */
  async register(options: ChallengeOptions) {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]) as CryptoKeyPair;
    const id = crypto.getRandomValues(new Uint8Array(16));
    this.credentials.push({ id, userHandle: options.user?.id ?? "", keys, counter: 0 });
    const authData = concat(
      await this.#authData(options.rp?.id ?? "", attestedCredential, 0),
      new Uint8Array(16),
      new Uint8Array([0, id.length]),
      id,
      await coseKey(keys.publicKey),
    );
    const attestationObject = concat(
      new Uint8Array([0xa3]),
      ...[text("fmt"), text("none"), text("attStmt"), new Uint8Array([0xa0])],
      ...[text("authData"), byteString(authData)],
    );
    return {
      id: base64url(id),
      rawId: base64url(id),
      type: "public-key",
      clientExtensionResults: { credProps: { rk: true } },
      authenticatorAttachment: "platform",
      response: {
        clientDataJSON: base64url(this.#clientData("webauthn.create", options.challenge)),
        attestationObject: base64url(attestationObject),
        transports: ["internal"],
      },
    };
  }

  /** An `AuthenticationResponseJSON` by the passkey made last, or by another. */
  async answer(options: ChallengeOptions, credential = this.credentials.at(-1)) {
    if (!credential) throw new Error("There is no passkey");
    const clientData = this.#clientData("webauthn.get", options.challenge);
    const authData = await this.#authData(options.rpId ?? "", 0, ++credential.counter);
    const signed = concat(authData, await sha256(clientData));
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const raw = await crypto.subtle.sign(algorithm, credential.keys.privateKey, signed);
    return {
      id: base64url(credential.id),
      rawId: base64url(credential.id),
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(authData),
        signature: base64url(derOf(new Uint8Array(raw))),
        userHandle: credential.userHandle,
      },
    };
  }

  #clientData(type: string, challenge: string): Bytes {
    const data = { type, challenge, origin: this.origin, crossOrigin: false };
    return new TextEncoder().encode(JSON.stringify(data));
  }

  async #authData(rpId: string, flags: number, counter: number): Promise<Bytes> {
    const all = flags | userPresent | (this.verifies ? userVerified : 0);
    const count = new Uint8Array(4);
    new DataView(count.buffer).setUint32(0, counter);
    return concat(await sha256(new TextEncoder().encode(rpId)), new Uint8Array([all]), count);
  }
}

async function coseKey(key: CryptoKey): Promise<Bytes> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", key));
  const [x, y] = [raw.slice(1, 33), raw.slice(33)];
  // { 1 (kty): 2, 3 (alg): -7, -1 (crv): 1, -2: x, -3: y }
  const head = new Uint8Array([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
  return concat(head, byteString(x), new Uint8Array([0x22]), byteString(y));
}

/** CBOR. */
function text(word: string): Bytes {
  const bytes = new TextEncoder().encode(word);
  return concat(new Uint8Array([0x60 | bytes.length]), bytes);
}

function byteString(bytes: Bytes): Bytes {
  const { length } = bytes;
  // The shortest form: readers encode a key again to know where it ends.
  const head = length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff];
  return concat(new Uint8Array(head), bytes);
}

/** ECDSA's r and s as ASN.1, which WebAuthn wants. */
function derOf(raw: Bytes): Bytes {
  const integers = [raw.slice(0, 32), raw.slice(32)].map((part) => {
    const start = part.findIndex((byte) => byte !== 0);
    const short = part.slice(start);
    const whole = short[0] & 0x80 ? concat(new Uint8Array([0]), short) : short;
    return concat(new Uint8Array([0x02, whole.length]), whole);
  });
  const body = concat(...integers);
  return concat(new Uint8Array([0x30, body.length]), body);
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function concat(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function base64url(bytes: Bytes): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
