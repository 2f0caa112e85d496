/**
 * F1. One person asks 2, 6 and 50 times at once, on two replicas, and joins with every token. Defects that it
 * catches: one generation signed twice (a mint that reads and writes without a check), a *joined* that raises no
 * floor, a join that evicts the newest, two participants that each take the other for the older one.
 */
import { expect } from "expect";
import { Crowd } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound, isMeasuring, measured, repeats } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

// Fifty participants of LiveKit take half a minute of two cores: `deno task faults` has them.
const sizes = isMeasuring ? [2, 6, 50] : [2, 12];

Deno.test(`F1 of ${sizes.join(", ")} tokens asked for at once the newest stays, alone`, async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  const told = new EventsTold(replicas.webhookProxy);
  await using crowd = new Crowd();
  for (const size of sizes) {
    await t.step(`${size} at once`, async () => {
      for (let time = 0; time < repeats(1, { 2: 30, 6: 3, 50: 1 }[size] ?? 1); time++) {
        await allAtOnce({ replicas, told, crowd }, `tea-${size}-${time}`, size);
      }
    });
  }
});

interface Stage {
  readonly replicas: Replicas;
  readonly told: EventsTold;
  readonly crowd: Crowd;
}

async function allAtOnce({ replicas, told, crowd }: Stage, slug: string, size: number) {
  const kim = new Person("Kim");
  await kim.enter(replicas.first, slug);
  const tickets = await Promise.all(
    Array.from({ length: size }, (_, index) => kim.ticket(replicas.all[index % 2], slug)),
  );
  const generations = tickets.map(({ generation }) => generation).sort((a, b) => a - b);
  expect(generations).toEqual(Array.from({ length: size }, (_, index) => index + 1));
  expect(new Set(tickets.map(({ seatId }) => seatId)).size).toBe(1);

  const all = tickets.map((ticket) => ({ ticket, member: crowd.enter(ticket) }));
  const others = all.filter(({ ticket }) => ticket.generation !== size);
  const newest = all.find((each) => !others.includes(each))?.member;
  if (!newest) throw new Error("No newest");
  await newest.connected(bound(5_000));
  await until("all others came and went", bound(5_000), () => {
    return others.every(({ ticket }) => told.isGone(ticket.participantId));
  });
  // A client that is evicted before it is connected tries once more, after 15 s.
  if (isMeasuring) await Promise.all(others.map(({ member }) => member.out(bound(9_000))));
  await until("the newest alone inside", bound(300), async () => {
    return String(await replicas.identities(slug)) === `${tickets[0].seatId}.${size}`;
  });
  expect(newest.isConnected).toBe(true);
  expect(newest.snapshot.reconnects).toBe(0);
  if (size === 2) {
    const [{ ticket, member }] = others;
    const goneAt = told.goneAt(ticket.participantId) ?? Infinity;
    const laterBegan = Math.max(newest.snapshot.beganAt, member.snapshot.beganAt);
    measured("eviction of the older of two that join at once", goneAt - laterBegan, 300);
  }
  await until("one person told present", bound(1_000), async () => {
    return (await replicas.presence(slug)).count === 1;
  });
  await newest.leave();
}
