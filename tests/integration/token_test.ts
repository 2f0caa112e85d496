/** Our tokens at a real LiveKit server: the permissions that it grants by them. */
import { expect } from "expect";
import { RoomServiceClient } from "livekit-server-sdk";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { startTestServer } from "./test_server.ts";

Deno.test("LiveKit grants what our token says: the name, the seat, the sources, the room", async () => {
  await using stage = await startTestServer();
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
