import { expect } from "expect";
import { presenceSchema } from "../../lib/contract/presence.ts";
import { arrivalTopic, evictionTopic } from "../../lib/contract/space.ts";
import { readEventLog } from "../../lib/server/presence/event_log.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { startTestServer } from "./test_server.ts";

const silent = { hasTone: false, hasPicture: false };

Deno.test("presence follows real people in and out, with names for who may enter and a count for anyone else", async () => {
  await using stage = await startTestServer();
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

Deno.test("those inside are told by the server at once of a newcomer, and of one who leaves for good", async () => {
  await using stage = await startTestServer();
  const [kim, lee] = [await stage.guest("tea", "Kim"), await stage.guest("tea", "Lee")];
  const listener = await joinAsParticipant({ ...await stage.token("tea", kim), ...silent });
  const entry = await stage.token("tea", lee);
  const comer = await joinAsParticipant({ ...entry, ...silent });
  // Without a sender: no participant can say so.
  const hears = (topic: string) =>
    listener.until(
      topic,
      ({ messages }) =>
        messages.some((message) =>
          message.topic === topic && message.from === "" &&
          // Two who come within a quarter of a second are told together.
          [JSON.parse(message.text)].flat().some(({ identity }) => identity === entry.participantId)
        ),
    );
  await hears(arrivalTopic);
  const body = JSON.stringify({ token: entry.token, isForGood: true });
  const headers = { "content-type": "application/json" };
  const left = await fetch(`${stage.url}/api/livekit/leave`, { method: "POST", headers, body });
  expect(left.status).toBe(204);
  await hears(evictionTopic);
  await comer.until("to be out", ({ state }) => state === "disconnected");
  await comer.leave();
  await listener.leave();
});
