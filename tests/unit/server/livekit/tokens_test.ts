import { expect } from "expect";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { AccessToken, RoomConfiguration, TokenVerifier, TrackSource } from "livekit-server-sdk";
import { createTokenSigner, type TokenContent } from "../../../../lib/server/livekit/tokens.ts";

type JsonObject = Parameters<typeof RoomConfiguration.fromJson>[0];

const now = Math.floor(Date.now() / 1000) * 1000;
const livekit = {
  url: "ws://localhost:7880",
  apiUrl: "http://localhost:7880",
  apiKey: "devkey",
  apiSecret: "a-secret-of-at-least-32-characters",
  previous: null,
};
const seatId = `seat_${"0".repeat(32)}`;
const content: TokenContent = {
  roomName: "space-tea",
  identity: `${seatId}.3`,
  participantName: "김철수",
  since: 1_795_392_000_000,
  seatId,
  kind: "guest",
  role: "speaker",
  installationId: "inst_1",
  publishSources: ["microphone", "camera"],
  maxParticipants: 110,
  lifetimeSeconds: 120,
};

Deno.test("TokenSigner signs tokens that LiveKit's own verifier accepts", async () => {
  const signer = createTokenSigner(livekit, Date.now);
  const { token, expiresAt } = await signer.sign(content);
  const claims = await new TokenVerifier(livekit.apiKey, livekit.apiSecret).verify(token);
  expect(claims.sub).toBe(content.identity);
  expect(claims.exp! * 1000).toBe(expiresAt);
});

Deno.test("TokenSigner makes the claims that LiveKit's AccessToken makes", async () => {
  const signer = createTokenSigner(livekit, () => now);
  const ours = (await signer.sign(content)).token;
  const theirs = new AccessToken(livekit.apiKey, livekit.apiSecret, {
    identity: content.identity,
    name: content.participantName,
    ttl: 120,
    attributes: {
      "madang.seat": seatId,
      "madang.kind": "guest",
      "madang.role": "speaker",
      "madang.installation": "inst_1",
      "madang.since": "1795392000000",
    },
  });
  theirs.addGrant({
    roomJoin: true,
    room: "space-tea",
    canPublish: true,
    canPublishSources: [TrackSource.MICROPHONE, TrackSource.CAMERA],
    canPublishData: true,
    canSubscribe: true,
  });
  theirs.roomConfig = new RoomConfiguration({
    name: "space-tea",
    maxParticipants: 110,
    emptyTimeout: 120,
    departureTimeout: 20,
  });
  const expected = await theirs.toJwt();
  // The SDK writes defaults that we omit; to LiveKit both are the same message.
  const timeless = (token: string) => {
    const claims = decodeJwt<{ roomConfig: JsonObject }>(token);
    const roomConfig = RoomConfiguration.fromJson(claims.roomConfig);
    return { ...claims, nbf: 0, exp: 0, roomConfig };
  };
  expect(timeless(ours)).toEqual(timeless(expected));
  expect(decodeProtectedHeader(ours)).toEqual(decodeProtectedHeader(expected));
  expect(decodeJwt(ours)).toMatchObject({ nbf: now / 1000, exp: now / 1000 + 120 });
});

Deno.test("TokenSigner grants nothing beyond the own seat", async () => {
  const signer = createTokenSigner(livekit, () => now);
  const { video } = decodeJwt<{ video: object }>((await signer.sign(content)).token);
  expect(Object.keys(video).toSorted()).toEqual(
    ["canPublish", "canPublishData", "canPublishSources", "canSubscribe", "room", "roomJoin"],
  );
});

Deno.test("TokenSigner lets a listener publish no track", async () => {
  const signer = createTokenSigner(livekit, () => now);
  const { token } = await signer.sign({ ...content, role: "listener", publishSources: [] });
  expect(decodeJwt(token)).toMatchObject({ video: { canPublish: false, canPublishSources: [] } });
});

Deno.test("TokenSigner.verifyDeparted() accepts our tokens until 24 hours after expiry", async () => {
  let at = now;
  const signer = createTokenSigner(livekit, () => at);
  const { token } = await signer.sign(content);
  const departed = { identity: content.identity, roomName: "space-tea" };
  expect(await signer.verifyDeparted(token)).toEqual(departed);
  at = now + 120_000 + 24 * 3_600_000 - 1000;
  expect(await signer.verifyDeparted(token)).toEqual(departed);
  at += 2000;
  expect(await signer.verifyDeparted(token)).toBeNull();
});

Deno.test("TokenSigner.verifyDeparted() accepts tokens of the previous key", async () => {
  const old = createTokenSigner(livekit, () => now);
  const { token } = await old.sign(content);
  const rotated = { ...livekit, apiKey: "newkey", apiSecret: "b".repeat(40) };
  const without = createTokenSigner(rotated, () => now);
  expect(await without.verifyDeparted(token)).toBeNull();
  const previous = { apiKey: livekit.apiKey, apiSecret: livekit.apiSecret };
  const signer = createTokenSigner({ ...rotated, previous }, () => now);
  expect(await signer.verifyDeparted(token)).not.toBeNull();
});

Deno.test("TokenSigner.verifyDeparted() refuses forged and tampered tokens, and other text", async () => {
  const signer = createTokenSigner(livekit, () => now);
  const { token } = await signer.sign(content);
  const [header, payload, signature] = token.split(".");
  const encode = (value: object) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url" });
  const forged = await new SignJWT({ video: { room: "space-tea" } })
    .setProtectedHeader({ alg: "HS256" }).setIssuer("devkey").setSubject(content.identity)
    .setExpirationTime("1h").sign(new TextEncoder().encode("another secret of 32 characters!"));
  const tampered = encode({ ...decodeJwt(token), sub: `${seatId}.4` });
  for (
    const bad of [
      "",
      "a.b.c",
      forged,
      `${header}.${tampered}.${signature}`,
      `${encode({ alg: "none" })}.${payload}.`,
      `${header}.${payload}`,
    ]
  ) expect(await signer.verifyDeparted(bad)).toBeNull();
});

Deno.test("createTokenSigner() without a LiveKit server refuses to sign", async () => {
  const signer = createTokenSigner(null, () => now);
  await expect(signer.sign(content)).rejects.toMatchObject({ code: "livekit-unavailable" });
  expect(await signer.verifyDeparted("a.b.c")).toBeNull();
});
