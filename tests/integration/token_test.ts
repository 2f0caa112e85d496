/** Our tokens at a real LiveKit server: the permissions that it grants by them, and the evictions when they are signed. */
import { expect } from "expect";
import { RoomServiceClient } from "livekit-server-sdk";
import { type TokenAnswer, tokenAnswerSchema } from "../../lib/contract/token.ts";
import { evictStaleParticipants } from "../../lib/server/seats/evict.ts";
import { type Endpoint, withErrorHandling } from "../../lib/server/http/kit/endpoint.ts";
import { postDeparture } from "../../lib/server/http/endpoints/departure.ts";
import { deleteOwnGuestSession } from "../../lib/server/http/endpoints/guest_sessions.ts";
import { postToken } from "../../lib/server/http/endpoints/token.ts";
import { userSessionKey } from "../../lib/server/rows/kv_keys.ts";
import { setRow } from "../../lib/server/storage/kv_port.ts";
import { hashToken } from "../../lib/server/base/session_tokens.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { type ServerStage, startServerStage } from "./server_stage.ts";

const silent = { hasTone: false, hasPicture: false };
const isOut = ({ state }: { state: string }) => state === "disconnected";

/** Calls an endpoint as a page of this site does. */
async function call(
  { services, url }: ServerStage,
  endpoint: Endpoint,
  { method = "POST", body, ...headers }: { method?: string; body?: unknown; cookie?: string },
): Promise<Response> {
  const request = new Request(url, {
    method,
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return await withErrorHandling(endpoint)(request, services, { requestId: "r1" });
}

/** A user's session, put into storage as signing in will; its cookie. */
async function signIn({ services }: ServerStage, userId: string, device: string): Promise<string> {
  const token = `${userId}-${device}`;
  const now = services.now();
  const row = {
    sessionId: device,
    userId,
    participantName: userId,
    seats: [],
    createdAt: now,
    expiresAt: now + 86_400_000,
  };
  const writes = [setRow(userSessionKey(hashToken(token)), row)];
  await services.kv.commit({ checks: [], writes });
  return `madang_user=${token}`;
}

async function tokenFor(stage: ServerStage, cookie: string, slug = "tea"): Promise<TokenAnswer> {
  const response = await call(stage, postToken, { cookie, body: { roomName: `space-${slug}` } });
  return tokenAnswerSchema.parse(await response.json());
}

async function reasonOf(stage: ServerStage, token: string): Promise<string> {
  return (await (await call(stage, postDeparture, { body: { token } })).json()).reason;
}

Deno.test("LiveKit grants what our token says: the name, the seat, the sources, the room", async () => {
  await using stage = await startServerStage();
  const guest = await stage.token("tea", await stage.guest("tea", "김철수"));
  const kim = await joinAsParticipant({ ...guest, hasTone: false });
  const { livekit } = stage;
  const api = new RoomServiceClient(livekit.apiUrl, livekit.apiKey, livekit.apiSecret);
  const [participant] = await api.listParticipants("space-tea");
  expect(participant).toMatchObject({
    identity: guest.participantId,
    name: "김철수",
    attributes: {
      "madang.seat": guest.seatId,
      "madang.kind": "guest",
      "madang.role": "speaker",
      "madang.installation": expect.stringMatching(/^inst_[0-9a-f]{32}$/),
    },
  });
  expect(participant.permission).toMatchObject({
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canUpdateMetadata: false,
    hidden: false,
  });
  expect(participant.permission?.canPublishSources).toHaveLength(4);
  const [room] = await api.listRooms(["space-tea"]);
  expect(room).toMatchObject({ maxParticipants: 110, emptyTimeout: 120, departureTimeout: 20 });
  await kim.leave();
});

Deno.test("a session switch has the other device out before the token is answered", async () => {
  await using stage = await startServerStage();
  const laptop = await signIn(stage, "kim", "laptop");
  const phone = await signIn(stage, "kim", "phone");
  const first = await tokenFor(stage, laptop);
  const onLaptop = await joinAsParticipant({ ...first, ...silent });
  const second = await tokenFor(stage, phone);
  expect(second.seatId).toBe(first.seatId);
  const inside = await stage.services.livekit.listParticipants("space-tea");
  expect(inside.map(({ identity }) => identity)).toEqual([]);
  expect((await onLaptop.until("to be evicted", isOut)).reason).toBe("PARTICIPANT_REMOVED");
  expect(await reasonOf(stage, first.token)).toBe("taken-over");
  const onPhone = await joinAsParticipant({ ...second, ...silent });
  expect(onPhone.snapshot.state).toBe("connected");
  await Promise.all([onLaptop.kill(), onPhone.leave()]);
});

Deno.test("a guest who signs in stays on the seat; a person who ends the session is out of every space", async () => {
  await using stage = await startServerStage();
  const sessionToken = await stage.guest("tea", "Kim");
  const guest = await stage.token("tea", sessionToken);
  const asGuest = await joinAsParticipant({ ...guest, ...silent });
  const user = await signIn(stage, "kim", "laptop");
  const signedIn = await tokenFor(stage, `${user}; madang_guest=${sessionToken}`);
  expect(signedIn.seatId).toBe(guest.seatId);
  await asGuest.until("to be evicted", isOut);
  const asUser = await joinAsParticipant({ ...signedIn, ...silent });

  const other = await stage.guest("tea", "Lee");
  const lee = await joinAsParticipant({ ...await stage.token("tea", other), ...silent });
  const cookie = `madang_guest=${other}`;
  const ended = await call(stage, deleteOwnGuestSession, { method: "DELETE", cookie });
  expect(ended.status).toBe(204);
  const out = await lee.until("to be evicted", isOut);
  expect(out.reason).toBe("PARTICIPANT_REMOVED");
  expect(asUser.snapshot.state).toBe("connected");
  await Promise.all([asGuest.kill(), asUser.leave(), lee.kill()]);
});

Deno.test("a copy that LiveKit makes of a token with ?publish= is evicted, and its owner stays", async () => {
  await using stage = await startServerStage();
  const kim = await stage.token("tea", await stage.guest("tea", "Kim"));
  const self = await joinAsParticipant({ ...kim, ...silent });
  await stage.presenceUntil("tea", ({ count }) => count === 1);
  const query = new URLSearchParams({ access_token: kim.token, publish: "x", protocol: "9" });
  const socket = new WebSocket(`${kim.url}/rtc?${query}`);
  const [joined, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  socket.onmessage = () => joined.resolve();
  socket.onclose = () => closed.resolve();
  await joined.promise;
  // A copy that never sends media is never told of by a webhook; the reconciler looks by the same function.
  const { evicted } = await evictStaleParticipants(stage.services, "space-tea");
  expect(evicted.map(({ identity }) => identity)).toEqual([`${kim.participantId}#x`]);
  await closed.promise;
  const inside = await stage.services.livekit.listParticipants("space-tea");
  expect(inside.map(({ identity }) => identity)).toEqual([kim.participantId]);
  expect(self.snapshot.state).toBe("connected");
  await self.leave();
});
