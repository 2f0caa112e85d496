/** Deliveries as LiveKit makes them: a body, and a JWT over its hash. */
import { SignJWT } from "jose";
import type { LiveKitKeys } from "../../lib/server/livekit/webhook_receiver.ts";

export interface DeliveryToken {
  /** Base64 of the body's SHA-256, unless a test lies. */
  readonly sha256?: string;
  readonly expiresInSeconds?: number;
  readonly notBeforeInSeconds?: number;
}

/** What LiveKit puts into `Authorization`. */
export async function signDelivery(
  body: string,
  { apiKey, apiSecret }: LiveKitKeys,
  token: DeliveryToken = {},
): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const sha256 = "sha256" in token ? token.sha256 : new Uint8Array(hash).toBase64();
  const now = Math.floor(Date.now() / 1000);
  return await new SignJWT({ sha256 })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(apiKey)
    .setNotBefore(now + (token.notBeforeInSeconds ?? 0))
    .setExpirationTime(now + (token.expiresInSeconds ?? 300))
    .sign(new TextEncoder().encode(apiSecret));
}

/** A delivery to our endpoint. */
export async function deliveryOf(event: unknown, keys: LiveKitKeys): Promise<Request> {
  const body = JSON.stringify(event);
  return new Request("http://localhost:8000/api/livekit/webhook", {
    method: "POST",
    headers: {
      "content-type": "application/webhook+json",
      authorization: await signDelivery(body, keys),
    },
    body,
  });
}
