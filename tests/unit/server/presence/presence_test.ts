import { expect } from "expect";
import { setRow } from "../../../../lib/server/storage/kv_port.ts";
import { readPresence } from "../../../../lib/server/presence/presence.ts";
import { presenceKey, type PresenceRow } from "../../../../lib/server/rows/presence_rows.ts";
import { openPresenceStage } from "../../../fakes/presence_stage.ts";

Deno.test("readPresence() finds the people inside among hundreds of tombstones", async () => {
  await using stage = await openPresenceStage();
  const here: PresenceRow = {
    sid: "PA_z",
    seatId: await stage.seat(),
    generation: 1,
    participantName: "Kim",
    kind: "guest",
    joinedAtMs: stage.now,
    leftAtMs: null,
    toldBy: "webhook",
  };
  const gone = Array.from({ length: 600 }, (_, index) => {
    const sid = `PA_${String(index).padStart(3, "0")}`;
    return { ...here, sid, leftAtMs: stage.now };
  });
  const writes = [...gone, here].map((row) => setRow(presenceKey("tea", row.sid), row));
  await stage.kv.commit({ checks: [], writes });
  const { presence } = await readPresence(stage.kv, "tea");
  expect(presence.people.map(({ seatId }) => seatId)).toEqual([here.seatId]);
});
