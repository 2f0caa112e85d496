/**
 * F6. All webhooks lost for a minute, in a space that storage has never heard of: no event, no recent token.
 * Defects that it catches: spaces that are looked for in storage alone, presence that only events change, two
 * participants of one seat that both stay because no *joined* raised the floor, a tombstone that outlasts LiveKit's
 * list.
 */
import { expect } from "expect";
import * as z from "zod/mini";
import { bound, measured } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

Deno.test("F6 all webhooks lost for a minute: the rounds find joins, leaves and duplicates", async () => {
  await using replicas = await startReplicas();
  loseWebhooks(replicas);
  // LiveKit takes about a minute of difference: time goes from 50 s behind to 20 s ahead.
  await Promise.all(replicas.all.map((replica) => replica.moveClock(-50_000)));
  const [kim, lee] = [new Person("Kim"), new Person("Lee")];
  for (const person of [kim, lee]) await person.enter(replicas.first, "tea");
  const tickets = [
    await kim.ticket(replicas.first, "tea"),
    await kim.ticket(replicas.second, "tea"),
  ];
  const [oldKim, newKim] = [await replicas.join(tickets[0]), await replicas.join(tickets[1])];
  const leeInside = await replicas.join(await lee.ticket(replicas.first, "tea"));
  expect(await replicas.first.rows("presence", "tea")).toEqual([]);
  // All that storage knows of this space is that tokens were asked for, and after ten minutes not even that.
  await replicas.first.tell({ do: "delete", key: ["space_asked", "tea"] });
  await roundsAfter(replicas, -15_000, "Kim,Lee");
  await oldKim.until("to be evicted", ({ state }) => state === "disconnected");
  expect(newKim.snapshot.state).toBe("connected");

  await leeInside.leave();
  await roundsAfter(replicas, 20_000, "Kim");
  expect(await replicas.identities("tea")).toEqual([tickets[1].participantId]);

  // Events again, and nothing that was made up for happens twice.
  replicas.webhookProxy.script(() => ({ type: "pass" }));
  const leeAgain = await replicas.join(await lee.ticket(replicas.second, "tea"));
  await until(
    "Lee is back",
    bound(2_000),
    async () => (await replicas.presence("tea")).count === 2,
  );
  await leeAgain.leave();
  await newKim.leave();
  await until(
    "presence to be empty",
    bound(2_000),
    async () => (await replicas.presence("tea")).count === 0,
  );
  const lines = await replicas.first.rows("event_log", "tea");
  expect(lines.filter(({ key }) => key[3] === "joined").length)
    .toBe(lines.filter(({ key }) => key[3] === "left").length);
});

Deno.test("F6 a request for presence corrects it, without waiting for a round", async () => {
  await using replicas = await startReplicas({ count: 1 });
  loseWebhooks(replicas);
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  await replicas.join(await kim.ticket(replicas.first, "tea"));
  await replicas.first.moveClock(31_000);
  const began = performance.now();
  await until(
    "Kim is told present",
    bound(35_000),
    async () => (await replicas.presence("tea")).count === 1,
  );
  // A replica remembers for 4 s what it looked at; sooner than by a round in any case.
  measured("presence right after lost webhooks, asked for", performance.now() - began, 5_000);
});

function loseWebhooks({ webhookProxy }: Replicas): void {
  webhookProxy.script(() => ({ type: "status", status: 200 }));
}

const connectionSchema = z.object({
  participantName: z.string(),
  leftAtMs: z.nullable(z.number()),
});

/** Presence as it is stored: a request would correct it, without a round. */
async function namesStored(replica: Replica): Promise<string> {
  const rows = await replica.rows("presence", "tea");
  return rows.map(({ value }) => connectionSchema.parse(value))
    .flatMap(({ participantName, leftAtMs }) => leftAtMs === null ? participantName : [])
    .sort().join();
}

/** Moves both clocks, so that a round is due at the next look (every 4 s), and waits until `names` are told inside. */
async function roundsAfter(replicas: Replicas, offsetMs: number, names: string): Promise<void> {
  const began = performance.now();
  await Promise.all(replicas.all.map((replica) => replica.moveClock(offsetMs)));
  await until(
    `${names} inside`,
    bound(5_000),
    async () => await namesStored(replicas.second) === names,
  );
  measured(
    "presence right after lost webhooks, once a round is due",
    performance.now() - began,
    5_000,
  );
  const { count } = await replicas.presence("tea", replicas.first);
  expect(count).toBe(names.split(",").length);
}
