/** A host application's keys (JWKS) over HTTP on loopback, which can be changed, slowed down and broken. */
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** A key pair, and its public half as it is published. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function newSigningKey(kid: string, alg = "ES256"): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...await exportJWK(publicKey), kid, alg } };
}

export interface KeyServer extends AsyncDisposable {
  readonly url: string;
  /** What is published. */
  keys: readonly SigningKey[];
  /** How it answers instead; `null`: with its keys. */
  instead: (() => Response | Promise<Response>) | null;
  /** How often it was asked. */
  readonly asked: number;
}

export function startKeyServer(...keys: SigningKey[]): KeyServer {
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    asked++;
    return keyServer.instead?.() ??
      Response.json({ keys: keyServer.keys.map(({ publicJwk }) => publicJwk) });
  });
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${server.addr.port}/jwks`,
    keys,
    instead: null,
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
  return keyServer;
}
