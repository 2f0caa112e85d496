/** Attacks with a real LiveKit server: the limits of a client's own token, and evictions of other people. */
import { expect } from "expect";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { startCopyingProxy } from "../faults/copying_proxy.ts";
import { startTestServer } from "./test_server.ts";

/** All of LiveKit's room service, with what each method would want. */
const roomServiceCalls = (room: string, identity: string): Record<string, unknown> => ({
  CreateRoom: { name: "space-mine" },
  ListRooms: {},
  DeleteRoom: { room },
  ListParticipants: { room },
  GetParticipant: { room, identity },
  RemoveParticipant: { room, identity },
  MutePublishedTrack: { room, identity, trackSid: "TR_x", muted: true },
  UpdateParticipant: { room, identity, metadata: "x", permission: { canPublish: true } },
  UpdateSubscriptions: { room, identity, trackSids: ["TR_x"], subscribe: true },
  SendData: { room, data: "eA==", kind: "RELIABLE" },
  UpdateRoomMetadata: { room, metadata: "x" },
  ForwardParticipant: { room, identity, destinationRoom: "space-mine" },
  MoveParticipant: { room, identity, destinationRoom: "space-mine" },
});

Deno.test("attacks with a client's token at the real LiveKit", async (test) => {
  await using stage = await startTestServer();
  const { livekit } = stage;

  await test.step("a client's token opens nothing of LiveKit's API [S26]", async () => {
    const ticket = await stage.token("tea", await stage.guest("tea", "Kim"));
    const other = await stage.token("tea", await stage.guest("tea", "Lee"));
    const silent = { hasTone: false, hasPicture: false };
    const kim = await joinAsParticipant({ ...ticket, ...silent });
    const lee = await joinAsParticipant({ ...other, ...silent });
    try {
      await stage.presenceUntil("tea", ({ count }) => count === 2);
      const calls = roomServiceCalls(ticket.roomName, other.participantId);
      for (const [method, body] of Object.entries(calls)) {
        const response = await fetch(`${livekit.apiUrl}/twirp/livekit.RoomService/${method}`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${ticket.token}`,
          },
          body: JSON.stringify(body),
        });
        const answer = await response.json();
        expect([method, response.status, answer.code])
          .toEqual([method, 401, "unauthenticated"]);
      }
      for (const service of ["Egress/ListEgress", "Ingress/ListIngress", "SIP/ListSIPTrunk"]) {
        const response = await fetch(`${livekit.apiUrl}/twirp/livekit.${service}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${ticket.token}` },
          body: "{}",
        });
        await response.body?.cancel();
        expect([service, response.ok]).toEqual([service, false]);
      }
      // And both are there as before.
      await kim.until("to see Lee", () => kim.other("Lee")?.identity === other.participantId);
      expect([kim.snapshot.state, lee.snapshot.state]).toEqual(["connected", "connected"]);
    } finally {
      await Promise.all([kim.leave(), lee.leave()]);
    }
  });

  await test.step("a guest of the same name evicts no one, and has a seat of its own [S25]", async () => {
    const first = await stage.token("name", await stage.guest("name", "Kim"));
    const silent = { hasTone: false, hasPicture: false };
    const kim = await joinAsParticipant({ ...first, ...silent });
    // The same name, and the other's identity as a hint that is not trusted.
    const sessionToken = await stage.guest("name", "Kim");
    const response = await fetch(`${stage.url}/api/livekit/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        roomName: "space-name",
        participantName: "Kim",
        participantId: first.participantId,
        sessionToken,
      }),
    });
    const second = await response.json();
    expect(second.seatId).not.toBe(first.seatId);
    const impostor = await joinAsParticipant({ ...second, ...silent });
    try {
      await stage.presenceUntil("name", ({ count }) => count === 2);
      await kim.until("to see the other", ({ others }) => others.length === 1);
      expect([kim.snapshot.state, kim.snapshot.reconnects]).toEqual(["connected", 0]);
      expect([impostor.snapshot.state, impostor.snapshot.identity])
        .toEqual(["connected", second.participantId]);
    } finally {
      await Promise.all([kim.leave(), impostor.leave()]);
    }
  });

  await test.step("a copy of a token (?publish=x) is evicted, and its original is not [S28]", async () => {
    await using copying = startCopyingProxy(livekit.port, "x");
    const ticket = await stage.token("copy", await stage.guest("copy", "Kim"));
    const silent = { hasTone: false, hasPicture: false };
    const kim = await joinAsParticipant({ ...ticket, ...silent });
    try {
      await stage.presenceUntil("copy", ({ count }) => count === 1);
      const copy = await joinAsParticipant({ ...ticket, url: copying.url, ...silent });
      try {
        const { reason } = await copy.until("to be out", ({ state }) => state === "disconnected");
        expect(reason).toBe("PARTICIPANT_REMOVED");
        const presence = await stage.presenceUntil("copy", ({ count }) => count === 1);
        expect(presence.people?.map(({ seatId }) => seatId)).toEqual([ticket.seatId]);
        expect([kim.snapshot.state, kim.snapshot.reconnects]).toEqual(["connected", 0]);
      } finally {
        await copy.kill();
      }
    } finally {
      await kim.leave();
    }
  });

  await test.step("no client joins with attributes of its own choosing: installation, seat, role [S120]", async () => {
    const { token } = await stage.token("own", await stage.guest("own", "Kim"));
    const statusWith = async (query: Record<string, string>) => {
      const parameters = new URLSearchParams({ access_token: token, ...query });
      const response = await fetch(`${livekit.apiUrl}/rtc/validate?${parameters}`);
      await response.body?.cancel();
      return response.status;
    };
    expect(await statusWith({})).toBe(200);
    for (const name of ["madang.installation", "madang.seat", "madang.role"]) {
      const chosen = new TextEncoder().encode(JSON.stringify({ [name]: "mine" }));
      const attributes = chosen.toBase64({ alphabet: "base64url" });
      expect([name, await statusWith({ attributes })]).toEqual([name, 401]);
    }
  });

  await test.step("a token for one space joins no other, and a bent one joins none [S27]", async () => {
    const { token } = await stage.token("tea", await stage.guest("tea", "Kim"));
    const [head, claims, signature] = token.split(".");
    const bend = (change: (claims: Record<string, unknown>) => unknown) => {
      const bytes = Uint8Array.fromBase64(claims, { alphabet: "base64url" });
      const bent = change(JSON.parse(new TextDecoder().decode(bytes)));
      const text = new TextEncoder().encode(JSON.stringify(bent));
      return text.toBase64({ alphabet: "base64url", omitPadding: true });
    };
    const none = new TextEncoder().encode('{"alg":"none","typ":"JWT"}')
      .toBase64({ alphabet: "base64url", omitPadding: true });
    const admin = bend((all) => ({ ...all, video: { room: "space-tea", roomAdmin: true } }));
    const elsewhere = bend((all) => ({ ...all, video: { room: "space-board", roomJoin: true } }));
    const bent = {
      "another room's claims": `${head}.${elsewhere}.${signature}`,
      "an admin's claims": `${head}.${admin}.${signature}`,
      "no algorithm": `${none}.${admin}.`,
      "no signature": `${head}.${claims}.`,
    };
    for (const [name, given] of Object.entries(bent)) {
      const response = await fetch(`${livekit.apiUrl}/rtc/validate?access_token=${given}`);
      await response.body?.cancel();
      expect([name, response.status]).toEqual([name, 401]);
      // Nor does it say why anybody left.
      const departure = await fetch(`${stage.url}/api/livekit/departure`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: given }),
      });
      expect([name, await departure.json()]).toEqual([name, { reason: "unknown" }]);
    }
    const good = await fetch(`${livekit.apiUrl}/rtc/validate?access_token=${token}`);
    await good.body?.cancel();
    expect(good.status).toBe(200);
  });
});
