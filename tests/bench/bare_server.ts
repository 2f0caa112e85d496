/**
 * The server that ours is measured against: the least that a Deno handler could do for the same requests. A process of its
 * own, with a storage file of its own; says on which port it listens.
 */
import { SignJWT } from "jose";
import { WebhookReceiver } from "livekit-server-sdk";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import { setRow } from "../../lib/server/storage/kv_port.ts";
import { createLog } from "../../lib/server/base/log.ts";

const apiKey = Deno.env.get("LIVEKIT_API_KEY") ?? "";
const apiSecret = Deno.env.get("LIVEKIT_API_SECRET") ?? "";
const path = Deno.env.get("KV_URL") ?? ":memory:";
const kv = await Deno.openKv(path);
const grouped = await openKv(
  `${path}.grouped`,
  createLog({ level: "error", write: console.log, now: Date.now }),
);
const receiver = new WebhookReceiver(apiKey, apiSecret);
const signingKey = await crypto.subtle.importKey(
  "raw",
  new TextEncoder().encode(apiSecret),
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["sign", "verify"],
);

/** One read of three rows, one commit with a check, one signature. */
async function token(request: Request): Promise<Response> {
  const { who, roomName } = await request.json();
  const [session, seat] = await kv.getMany([["session", who], ["seat", who], ["asked", roomName]]);
  const minted = typeof seat.value === "number" ? seat.value + 1 : 1;
  const { ok } = await kv.atomic().check(session).check(seat).set(["seat", who], minted).commit();
  if (!ok) return new Response(null, { status: 409 });
  const signed = await new SignJWT({ video: { roomJoin: true, room: roomName }, name: who })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer(apiKey)
    .setSubject(`${who}.${minted}`)
    .setExpirationTime(Math.floor(Date.now() / 1000) + 120)
    .sign(signingKey);
  return Response.json({ token: signed });
}

/** The SDK's verification and one commit, which may share its round trip with others. */
async function webhook(request: Request): Promise<Response> {
  const body = await request.text();
  const event = await receiver.receive(body, request.headers.get("authorization") ?? "");
  await grouped.commit({
    checks: [{ key: ["event", event.id], versionstamp: null }],
    writes: [
      setRow(["event", event.id], true, 900_000),
      setRow(["presence", event.participant?.sid ?? ""], event.participant?.identity ?? ""),
    ],
  });
  return new Response(null, { status: 200 });
}

const endpoints: Record<string, (request: Request) => Promise<Response>> = {
  "/token": token,
  "/webhook": webhook,
};

Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 0) },
  (request) => {
    const endpoint = endpoints[new URL(request.url).pathname];
    return endpoint ? endpoint(request) : new Response("ready");
  },
);
