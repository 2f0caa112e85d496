import { expect } from "expect";
import { parseConfig } from "../../../../lib/server/config/config.ts";
import { createLiveKitApi } from "../../../../lib/server/livekit/livekit_api.ts";
import type { LiveKitPort } from "../../../../lib/server/livekit/livekit_port.ts";

/** An HTTP server in place of LiveKit's room service, with answers of the test. */
async function withRoomService(
  answer: (method: string, body: unknown) => Response,
  body: (api: LiveKitPort) => Promise<void>,
) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const method = new URL(request.url).pathname.split("/").at(-1)!;
    return answer(method, await request.json());
  });
  const { livekit } = parseConfig({
    LIVEKIT_URL: `ws://127.0.0.1:${server.addr.port}`,
    LIVEKIT_API_KEY: "devkey",
    LIVEKIT_API_SECRET: "a-secret-of-at-least-32-characters",
  });
  try {
    await body(createLiveKitApi(livekit));
  } finally {
    await server.shutdown();
  }
}

function twirpError(status: number, code: string): Response {
  return Response.json({ code, msg: "no" }, { status });
}

Deno.test("LiveKitPort lists participants with the fields that seats and presence need", async () => {
  const info = {
    sid: "PA_1",
    identity: "seat.1",
    name: "Kim",
    state: "ACTIVE",
    joinedAt: "1795000000",
    joinedAtMs: "1795000000123",
    attributes: { "madang.kind": "guest" },
    permission: { canPublish: true, canPublishSources: ["MICROPHONE", "CAMERA"] },
    tracks: [
      { sid: "TR_1", source: "SCREEN_SHARE", type: "VIDEO" },
      { sid: "TR_2", source: "UNKNOWN", type: "VIDEO" },
      { sid: "TR_3", source: "UNKNOWN", type: "AUDIO" },
    ],
    kind: "AGENT",
  };
  const joining = { ...info, sid: "PA_2", state: "JOINED", joinedAtMs: "0" };
  await withRoomService(
    () => Response.json({ participants: [info, joining] }),
    async (api) => {
      const [first, second] = await api.listParticipants("space-tea");
      expect(first).toEqual({
        sid: "PA_1",
        identity: "seat.1",
        name: "Kim",
        joinedAtMs: 1795000000123,
        attributes: { "madang.kind": "guest" },
        isActive: true,
        publishSources: ["microphone", "camera"],
        tracks: [
          { sid: "TR_1", source: "screen_share" },
          { sid: "TR_2", source: null },
          { sid: "TR_3", source: "microphone" },
        ],
        outsideKind: "agent",
      });
      expect(second).toMatchObject({ isActive: false, joinedAtMs: 1795000000000 });
    },
  );
});

Deno.test("LiveKitPort treats an absent room as empty, and an absent participant as removed", async () => {
  await withRoomService(() => twirpError(404, "not_found"), async (api) => {
    expect(await api.listParticipants("space-tea")).toEqual([]);
    await api.removeParticipant("space-tea", "seat.1");
    await api.updateParticipant("space-tea", "seat.1", { publishSources: [] });
    await api.muteTrack("space-tea", "seat.1", "TR_1");
    await api.sendData("space-tea", "seat.1", "topic", new Uint8Array());
    await api.deleteRoom("space-tea");
    expect(await api.listRoomNames()).toEqual([]);
  });
});

Deno.test("LiveKitPort treats no other answer as success", async () => {
  const answers = [
    () => twirpError(500, "internal"),
    () => twirpError(401, "unauthenticated"),
    // A wrong address: a page with 404 does not mean an absent participant.
    () => new Response("not found", { status: 404 }),
  ];
  for (const answer of answers) {
    await withRoomService(answer, async (api) => {
      for (
        const call of [
          () => api.listParticipants("space-tea"),
          () => api.removeParticipant("space-tea", "seat.1"),
          () => api.listRoomNames(),
          () => api.updateParticipant("space-tea", "seat.1", { publishSources: [] }),
          () => api.muteTrack("space-tea", "seat.1", "TR_1"),
          () => api.sendData("space-tea", "seat.1", "topic", new Uint8Array()),
          () => api.deleteRoom("space-tea"),
        ]
      ) await expect(call()).rejects.toMatchObject({ code: "livekit-unavailable" });
    });
  }
});

Deno.test("LiveKitPort removes the given identity", async () => {
  const asked: unknown[] = [];
  await withRoomService((method, body) => {
    asked.push([method, body]);
    return Response.json({});
  }, async (api) => await api.removeParticipant("space-tea", "seat.1"));
  expect(asked).toEqual([
    ["RemoveParticipant", expect.objectContaining({ room: "space-tea", identity: "seat.1" })],
  ]);
});

Deno.test("createLiveKitApi() without a LiveKit server always rejects", async () => {
  const api = createLiveKitApi(null);
  await expect(api.listRoomNames()).rejects.toMatchObject({ code: "livekit-unavailable" });
});

Deno.test("LiveKitPort keeps the path of LIVEKIT_API_URL", async () => {
  const paths: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    paths.push(new URL(request.url).pathname);
    return Response.json({ rooms: [] });
  });
  const { livekit } = parseConfig({
    LIVEKIT_URL: "wss://talk.example.org/livekit",
    LIVEKIT_API_URL: `http://127.0.0.1:${server.addr.port}/livekit/`,
    LIVEKIT_API_KEY: "devkey",
    LIVEKIT_API_SECRET: "a-secret-of-at-least-32-characters",
  });
  expect(await createLiveKitApi(livekit).listRoomNames()).toEqual([]);
  expect(paths).toEqual(["/livekit/twirp/livekit.RoomService/ListRooms"]);
  await server.shutdown();
});
