import { expect } from "expect";
import { arrivalTopic, evictionTopic } from "../../lib/contract/space.ts";
import { AppError } from "../../lib/server/base/app_error.ts";
import { readEventLog } from "../../lib/server/presence/event_log.ts";
import type { KvPort } from "../../lib/server/storage/kv_port.ts";
import { readPresence } from "../../lib/server/presence/presence.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { type Delivery, type ServerStage, startServerStage } from "./server_stage.ts";

const silent = { hasTone: false, hasPicture: false };

Deno.test("an event of LiveKit counts once, however often it is sent again; a changed one is refused", async () => {
  await using stage = await startServerStage();
  const kim = await stage.guest("tea", "Kim");
  const participant = await joinAsParticipant({ ...await stage.token("tea", kim), ...silent });
  await stage.presenceUntil("tea", ({ count }) => count === 1);
  await participant.leave();
  await stage.presenceUntil("tea", ({ count }) => count === 0);

  const joined = stage.deliveries.find(({ type }) => type === "participant_joined");
  if (!joined) throw new Error("No participant_joined was delivered");
  const replies = await Promise.all(Array.from({ length: 100 }, () => send(stage, joined)));
  expect(new Set(replies)).toEqual(new Set([200]));
  expect((await readPresence(stage.services.kv, "tea")).presence.count).toBe(0);
  expect(await readEventLog(stage.services.kv, "tea", Date.now())).toHaveLength(2);

  const changed = joined.body.replace("Kim", "Eve");
  expect(changed).not.toBe(joined.body);
  expect(await send(stage, { ...joined, body: changed })).toBe(401);
  expect(await send(stage, { ...joined, authorization: "" })).toBe(401);
});

Deno.test("those inside are told by the server at once of a newcomer, and of one who leaves for good", async () => {
  await using stage = await startServerStage();
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
          JSON.parse(message.text).identity === entry.participantId
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

Deno.test("an event that storage could not take comes again, and counts", async () => {
  let failures = 0;
  const failing = (kv: KvPort): KvPort => ({
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    list: (prefix, limit) => kv.list(prefix, limit),
    watch: (keys, changed) => kv.watch(keys, changed),
    close: () => kv.close(),
    commit(commit) {
      const isWebhook = commit.checks.some(({ key }) => key[0] === "presence");
      if (!isWebhook || failures > 0) return kv.commit(commit);
      failures++;
      return Promise.reject(new AppError("storage-unavailable", "away"));
    },
  });
  await using stage = await startServerStage({ storage: failing });
  const kim = await stage.guest("tea", "Kim");
  const participant = await joinAsParticipant({ ...await stage.token("tea", kim), ...silent });
  await stage.presenceUntil("tea", ({ count }) => count === 1);
  const joined = stage.deliveries.filter(({ type }) => type === "participant_joined");
  expect([failures, joined.length]).toEqual([1, 2]);
  expect(joined[0]).toEqual(joined[1]);
  await participant.leave();
});

async function send({ url }: ServerStage, { authorization, body }: Delivery): Promise<number> {
  const answer = await fetch(`${url}/api/livekit/webhook`, {
    method: "POST",
    headers: { "content-type": "application/webhook+json", authorization },
    body,
  });
  await answer.body?.cancel();
  return answer.status;
}
