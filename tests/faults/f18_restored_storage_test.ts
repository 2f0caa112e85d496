/**
 * F18. Storage is restored from a backup, which leaves seats out: every seat is unknown. Or an empty storage begins
 * beside a running LiveKit. Defects that it catches: unknown seats that stay, seats made again under their old id,
 * by which an old token would be good again, people who are evicted again and again, or who are inside twice; and
 * people of another Madang who are evicted as unknown.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound, isMeasuring, measured } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

Deno.test("F18 after a restore without seats each person is evicted once, returns once, and stays", async () => {
  await using replicas = await startReplicas();
  await using crowd = new Crowd();
  const told = new EventsTold(replicas.webhookProxy);
  const people = ["Kim", "Lee", "Han"].map((name) => new Person(name));
  await replicas.signIn(people[0], "kim");
  for (const person of people.slice(1)) await person.enter(replicas.first, "tea");
  const tickets = await Promise.all(people.map((person) => person.ticket(replicas.first, "tea")));
  const before = await Promise.all(tickets.map((ticket) => crowd.join(ticket)));
  await until("three told present", bound(1_000), () => isPresent(replicas, 3));

  const restore = await backUp(replicas);
  // Rows written after the backup are lost: Han reloads.
  const lost = await people[2].ticket(replicas.second, "tea");
  before.push(await crowd.join(lost));
  await before[2].out(bound(300));
  await restore();
  for (const replica of replicas.all) if (replica.hasExited) await replica.start();
  if (!isMeasuring) await Promise.all(replicas.all.map((replica) => replica.moveClock(31_000)));
  const [took] = await timed(() => Promise.all(before.map((member) => member.out(bound(35_000)))));
  if (isMeasuring) measured("unknown seats out after a restore", took, 35_000);
  await until("an empty room", bound(1_000), async () => {
    return (await replicas.identities("tea")).length === 0;
  });

  const fresh = await Promise.all(people.map((person) => person.ticket(replicas.second, "tea")));
  const after = await Promise.all(fresh.map((ticket) => crowd.join(ticket)));
  expect(new Set([...fresh, ...tickets].map(({ seatId }) => seatId)).size).toBe(6);
  // Old tokens, all still signed well, open nothing.
  told.all.length = 0;
  for (const ticket of [...tickets, lost]) crowd.enter(ticket);
  await until("they came in vain", bound(5_000), () => {
    return [...tickets, lost].every(({ participantId }) => told.isGone(participantId));
  });
  for (const replica of replicas.all) await replica.reconcile("tea");
  const truth = fresh.map(({ participantId }) => participantId).sort();
  await until("everybody inside, once", bound(300), async () => {
    return String((await replicas.identities("tea")).sort()) === String(truth);
  });
  await until("three told present", bound(1_000), () => isPresent(replicas, 3));
  expect(after.map(({ snapshot }) => [snapshot.state, snapshot.reconnects]))
    .toEqual(after.map(() => ["connected", 0]));
});

Deno.test("F18 storage that is new beside a running LiveKit, as a second Madang's is, evicts no participant", async () => {
  await using replicas = await startReplicas();
  await using crowd = new Crowd();
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const ticket = await kim.ticket(replicas.first, "tea");
  const before = await crowd.join(ticket);
  await until("Kim told present", bound(1_000), () => isPresent(replicas, 1));

  for (const replica of replicas.all) await replica.kill();
  await replicas.kv.kill();
  const { file, entries } = await stored(replicas);
  for (const { key } of entries) await file.delete(key);
  file.close();
  await replicas.kv.restart();
  for (const replica of replicas.all) await replica.start();
  for (const replica of replicas.all) await replica.reconcile("tea");
  // The webhook of a newcomer looks at the room, too.
  const lee = new Person("Lee");
  await lee.enter(replicas.second, "tea");
  const newcomer = await lee.ticket(replicas.second, "tea");
  await crowd.join(newcomer);
  await until("Lee alone told present", bound(1_000), () => isPresent(replicas, 1));
  for (const replica of replicas.all) await replica.reconcile("tea");
  expect((await replicas.identities("tea")).sort())
    .toEqual([ticket.participantId, newcomer.participantId].sort());
  expect([before.snapshot.state, before.snapshot.reconnects]).toEqual(["connected", 0]);
  expect((await replicas.presence("tea")).count).toBe(1);
});

async function stored({ kv }: Replicas) {
  const file = await Deno.openKv(kv.file);
  return { file, entries: await Array.fromAsync(file.list<unknown>({ prefix: [] })) };
}

/** Reads a backup now; the answered function replaces all rows by it. */
async function backUp(replicas: Replicas): Promise<() => Promise<void>> {
  const { kv } = replicas;
  const isSeat = (key: Deno.KvKey) => key[0] === "seat" || key[0] === "seat_of";
  await kv.kill();
  const backup = await stored(replicas);
  const kept = backup.entries.filter(({ key }) => !isSeat(key));
  expect(kept.length).toBeLessThan(backup.entries.length);
  backup.file.close();
  await kv.restart();
  return async () => {
    await kv.kill();
    const { file, entries } = await stored(replicas);
    for (const { key } of entries) await file.delete(key);
    for (const { key, value } of kept) await file.set(key, value);
    file.close();
    await kv.restart();
  };
}

async function isPresent(replicas: Replicas, count: number): Promise<boolean> {
  return (await replicas.presence("tea")).count === count;
}
