/**
 * F11. `kill -9` of LiveKit with people inside: no *left* is ever sent, and those who return have other sids.
 * Defects that it catches: ghosts of connections without a *left*, presence by identity, an older participant that
 * returns with the newest, a token request that fails with LiveKit.
 */
import { expect } from "expect";
import * as z from "zod/mini";
import { Crowd } from "./crowd.ts";
import { bound, isMeasuring, measured } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

const connectionSchema = z.object({ sid: z.string(), leftAtMs: z.nullable(z.number()) });

Deno.test("F11 LiveKit is killed with people inside: they come back, one each, and are told present so", async () => {
  await using replicas = await startReplicas();
  await using crowd = new Crowd();
  await using dying = new Crowd();
  const [kim, lee, han] = ["Kim", "Lee", "Han"].map((name) => new Person(name));
  for (const person of [kim, lee, han]) await person.enter(replicas.first, "tea");
  const ofKim = await kim.ticket(replicas.first, "tea");
  const ofLee = await lee.ticket(replicas.second, "tea");
  const old = await crowd.join(ofKim);
  const other = await crowd.join(ofLee);
  await dying.join(await han.ticket(replicas.first, "tea"));
  await until("three told present", bound(1_000), () => isPresent(replicas, 3));

  await replicas.livekit.kill();
  await dying.kill();
  const [waited, next] = await timed(() => kim.ticket(replicas.second, "tea"));
  expect(waited).toBeLessThan(bound(2_000));
  expect(next.generation).toBe(2);
  await replicas.livekit.restart();
  const [back] = await timed(() => crowd.join(next));
  measured("connected again after LiveKit was killed", back, 2_000);
  await until("Lee is back by itself", bound(5_000), () => other.isConnected);
  // Put out in the midst of coming back it does not hear of it, and gives up after 26 s.
  await old.out(bound(30_000));
  const truth = [next.participantId, ofLee.participantId].sort();
  await until("one of each inside", bound(300), async () => {
    return String((await replicas.identities("tea")).sort()) === String(truth);
  });

  // No event tells of clients that died with the server: a round finds out.
  if (!isMeasuring) await Promise.all(replicas.all.map((replica) => replica.moveClock(31_000)));
  const [found] = await timed(() =>
    until("no ghosts", bound(35_000), async () => {
      const sids = (await replicas.inside("tea")).map(({ sid }) => sid).sort();
      return String(await toldSids(replicas)) === String(sids);
    })
  );
  if (isMeasuring) measured("no ghosts after LiveKit was killed", found, 35_000);
  expect((await replicas.presence("tea", replicas.second)).count).toBe(2);
  expect((await replicas.identities("tea")).sort()).toEqual(truth);
});

async function isPresent(replicas: Replicas, count: number): Promise<boolean> {
  return (await replicas.presence("tea")).count === count;
}

/** The connections that storage says are inside. */
async function toldSids(replicas: Replicas): Promise<string[]> {
  const rows = await replicas.second.rows("presence", "tea");
  return rows.map(({ value }) => connectionSchema.parse(value))
    .flatMap(({ sid, leftAtMs }) => leftAtMs === null ? sid : []).sort();
}
