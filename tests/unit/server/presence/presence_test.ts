import { expect } from "expect";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { readPresence } from "../../../../lib/server/presence/presence.ts";
import { presenceKey, type PresenceRow } from "../../../../lib/server/rows/presence_rows.ts";
import { openTestServices } from "../../../fakes/test_services.ts";

Deno.test("readPresence() finds the people inside among hundreds of tombstones", async () => {
  await using server = await openTestServices();
  const here: PresenceRow = {
    sid: "PA_z",
    seatId: await server.seat(),
    generation: 1,
    participantName: "Kim",
    kind: "guest",
    joinedAtMs: server.now,
    leftAtMs: null,
    toldBy: "webhook",
  };
  const gone = Array.from({ length: 600 }, (_, index) => {
    const sid = `PA_${String(index).padStart(3, "0")}`;
    return { ...here, sid, leftAtMs: server.now };
  });
  const writes = [...gone, here].map((row) => setRow(presenceKey("tea", row.sid), row));
  await server.kv.commit({ checks: [], writes });
  const { presence } = await readPresence(server.kv, "tea");
  expect(presence.people.map(({ seatId }) => seatId)).toEqual([here.seatId]);
});
