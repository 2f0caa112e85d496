/**
 * F15. An evicted participant returns: with its old token, with the one that LiveKit refreshed, and as a copy
 * (`?publish=x`); each with and without webhooks. Defects that it catches: trust in a token's short life, an
 * eviction that is done once only, identities with a `#` that stay or that evict their original.
 */
import { expect } from "expect";
import { startCopyingProxy } from "./copying_proxy.ts";
import { Crowd, type Entry, type Member } from "./crowd.ts";
import { EventsTold } from "./events_told.ts";
import { bound } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

Deno.test("F15 an old token, a refreshed one and a copy are evicted, with webhooks or without [S29]", async (t) => {
  await using replicas = await startReplicas({ hasRounds: false });
  await using crowd = new Crowd();
  await using copying = startCopyingProxy(replicas.livekit.port, "x");
  let isTold = true;
  const told = new EventsTold(replicas.webhookProxy, () => {
    return isTold ? { type: "pass" } : { type: "status", status: 400 };
  });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const ticket = await kim.ticket(replicas.first, "tea");
  const old = await crowd.join(ticket);
  const { token: refreshed } = await old.until("a refreshed token", bound(1_000), (member) => {
    return member.snapshot.token !== ticket.token;
  });
  const next = await kim.ticket(replicas.second, "tea");
  const newest = await crowd.join(next);
  expect(await old.out(bound(5_000))).toBe("PARTICIPANT_REMOVED");

  const { url } = ticket;
  const comers: Record<string, { entry: Entry; identity: string }> = {
    "the old token": { entry: ticket, identity: ticket.participantId },
    "the refreshed token": { entry: { url, token: refreshed }, identity: ticket.participantId },
    "a copy by the old token": {
      entry: { url: copying.url, token: ticket.token },
      identity: `${ticket.participantId}#x`,
    },
    "a copy by the newest's own token": {
      entry: { url: copying.url, token: next.token },
      identity: `${next.participantId}#x`,
    },
  };
  for (const [name, { entry, identity }] of Object.entries(comers)) {
    await t.step(name, async () => {
      isTold = true;
      told.all.length = 0;
      const comer = crowd.enter(entry);
      await until("LiveKit told that it is gone", bound(5_000), () => told.isGone(identity));
      await isAlone(replicas, newest, next.participantId);
      await stopsTrying(comer);
    });
    await t.step(`${name}, without webhooks`, async () => {
      isTold = false;
      const comer = await crowd.join(entry);
      await until("it is inside", bound(1_000), async () => {
        return (await replicas.identities("tea")).includes(identity);
      });
      await replicas.second.reconcile("tea");
      await comer.out(bound(5_000));
      await isAlone(replicas, newest, next.participantId);
    });
  }
  // None of all that has moved the seat on.
  const seat = await replicas.seat(next.seatId);
  expect({ minted: seat?.minted, floor: seat?.floor }).toEqual({ minted: 2, floor: 2 });
});

async function isAlone(replicas: Replicas, newest: Member, identity: string): Promise<void> {
  await until("the newest alone inside", bound(300), async () => {
    return String(await replicas.identities("tea")) === identity;
  });
  const { state, reconnects } = newest.snapshot;
  expect({ state, reconnects }).toEqual({ state: "connected", reconnects: 0 });
}

/** A client that was evicted before it was connected would try again in the middle of the next step. */
async function stopsTrying(member: Member): Promise<void> {
  await member.until("to be out", bound(9_000), ({ isOut }) => isOut);
}
