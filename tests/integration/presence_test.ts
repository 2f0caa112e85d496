import { expect } from "expect";
import { presenceSchema } from "../../lib/contract/presence.ts";
import { readEventLog } from "../../lib/server/presence/event_log.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { startServerStage } from "./server_stage.ts";

const silent = { hasTone: false, hasPicture: false };

Deno.test("presence follows real people in and out, with names for who may enter and a count for anyone else", async () => {
  await using stage = await startServerStage();
  const kim = await stage.guest("tea", "Kim");
  const lee = await stage.guest("tea", "Lee");
  const a = await joinAsParticipant({ ...await stage.token("tea", kim), hasTone: false });
  const b = await joinAsParticipant({ ...await stage.token("tea", lee), ...silent });
  const presence = await stage.presenceUntil("tea", ({ count }) => count === 2);
  expect(presence.people?.map(({ participantName }) => participantName)).toEqual(["Kim", "Lee"]);

  const ask = async (token: string | null) => {
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    const answer = await fetch(`${stage.url}/api/spaces/tea/presence`, { headers });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    return presenceSchema.parse(await answer.json());
  };
  expect((await ask(lee)).people?.map(({ participantName }) => participantName))
    .toEqual(["Kim", "Lee"]);
  expect(await ask(null)).toEqual({ roomName: "space-tea", count: 2 });
  expect(await ask(`mdg_${"A".repeat(43)}`)).toEqual({ roomName: "space-tea", count: 2 });
  expect(await ask(await stage.guest("other", "Eve"))).toEqual({ roomName: "space-tea", count: 2 });
  const badSlug = await fetch(`${stage.url}/api/spaces/%2F/presence`);
  expect([badSlug.status, (await badSlug.json()).code]).toEqual([404, "not-found"]);

  await a.leave();
  await stage.presenceUntil("tea", ({ count }) => count === 1);
  await b.leave();
  await stage.presenceUntil("tea", ({ count }) => count === 0);
  const log = await readEventLog(stage.services.kv, "tea", Date.now());
  const byName = (name: string) =>
    log.filter(({ seatId }) => seatId === seatOf(name)).map(({ type }) => type).toSorted();
  const seatOf = (name: string) =>
    log.find(({ participantName }) => participantName === name)?.seatId;
  expect(byName("Kim")).toEqual(["camera-ended", "camera-started", "joined", "left"]);
  expect(byName("Lee")).toEqual(["joined", "left"]);
});

Deno.test("participant_joined evicts the older generation of the seat, and no other participant", async () => {
  await using stage = await startServerStage();
  const kim = await stage.guest("tea", "Kim");
  const other = await joinAsParticipant({
    ...await stage.token("tea", await stage.guest("tea", "Lee")),
    ...silent,
  });
  const first = await stage.token("tea", kim);
  const old = await joinAsParticipant({ ...first, ...silent });
  const second = await stage.token("tea", kim);
  expect(second.seatId).toBe(first.seatId);
  expect(old.snapshot.state).toBe("connected");

  const current = await joinAsParticipant({ ...second, ...silent });
  const out = await old.until("to be evicted", ({ state }) => state === "disconnected");
  expect(out.reason).toBe("PARTICIPANT_REMOVED");
  const presence = await stage.presenceUntil("tea", ({ count }) => count === 2);
  expect(presence.people?.filter(({ seatId }) => seatId === first.seatId)).toHaveLength(1);
  expect([current.snapshot.state, other.snapshot.state]).toEqual(["connected", "connected"]);

  // An evicted page that joins again with its old token is evicted again.
  const again = await joinAsParticipant({ ...first, ...silent });
  await again.until("to be evicted", ({ state }) => state === "disconnected");
  expect([current.snapshot.state, other.snapshot.state]).toEqual(["connected", "connected"]);
  await Promise.all([current.leave(), other.leave(), old.kill(), again.kill()]);
});
