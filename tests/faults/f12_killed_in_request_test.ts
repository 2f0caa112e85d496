/**
 * F12. `kill -9` of a replica before and after every call of a token request, of one that switches sessions and of
 * one that takes the last place, and before its answer; and of the commit that reserves for several newcomers.
 * Defects that it catches: a generation that is given twice, half a seat, an eviction by a request that was never
 * committed, an eviction that dies with its process, a place without a person, half of those whose places are one
 * commit.
 */
import { expect } from "expect";
import * as z from "zod/mini";
import { bound, isMeasuring, measured } from "./figures.ts";
import { codeOf, Person, type Ticket, ticketOf } from "./person.ts";
import type { Failpoint } from "./replica_control.ts";
import { type Replicas, startReplicas, type StoredSeat, storedSeatSchema } from "./replicas.ts";
import { timed, until } from "./until.ts";

Deno.test("F12 killed at any call of a token request: the other replica finishes it", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  const calls = await callsOfASwitch(replicas);
  expect(calls).toContain("livekit.remove");
  await atEachCall(test, replicas, calls, killedAt);
});

Deno.test("F12 killed at any call of a newcomer's request for the last place: it is theirs, or free", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  const kim = await newcomer(replicas, "trial");
  await kim.ticket(replicas.first, "trial");
  const calls = z.array(z.string()).parse(await replicas.first.tell({ do: "calls" }));
  expect(calls).toContain("kv.list");
  await atEachCall(test, replicas, calls, killedAtLastPlace);
});

Deno.test("F12 killed at the commit that two newcomers share: both of them have a place, or none", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  for (const when of ["before", "after"] as const) {
    await test.step(`${when} the commit`, async () => {
      await killedAtSharedCommit(replicas, when);
      await replicas.first.start();
    });
  }
});

/** `first`: the first commit was made; `last`: the last one was, too. */
type Made = { readonly first: boolean; readonly last: boolean };

type KilledAt = (replicas: Replicas, point: Failpoint, made: Made) => Promise<void>;

/** Before and after each of these calls. */
async function atEachCall(
  test: Deno.TestContext,
  replicas: Replicas,
  calls: readonly string[],
  killed: KilledAt,
): Promise<void> {
  expect(calls).toContain("kv.commit");
  expect(calls.at(-1)).toBe("answer");
  for (const [index, name] of calls.entries()) {
    for (const when of ["before", "after"] as const) {
      if (name === "answer" && when === "after") continue;
      // Between two calls nothing happens that storage or LiveKit could know of: in tests once is enough.
      if (!isMeasuring && when === "before" && index > 0 && name !== "answer") continue;
      await test.step(`${when} ${name} (call ${index + 1})`, async () => {
        const failpoint = { when, call: index + 1 };
        const isAfter = (commit: number) =>
          index > commit || (index === commit && when === "after");
        const first = isAfter(calls.indexOf("kv.commit"));
        await killed(replicas, failpoint, { first, last: isAfter(calls.lastIndexOf("kv.commit")) });
        await replicas.first.start();
      });
    }
  }
}

/** A person who has never been in this space, which has so many places. */
async function newcomer(replicas: Replicas, slug: string, capacity = 1): Promise<Person> {
  const owner = new Person("Owner");
  await replicas.signIn(owner, "owner");
  await owner.send(replicas.second, "POST", "/api/spaces", { slug, capacity });
  const person = new Person("Kim");
  await person.enter(replicas.second, slug);
  return person;
}

async function killedAtLastPlace(replicas: Replicas, failpoint: Failpoint, made: Made) {
  const { first, second } = replicas;
  const slug = `last-${failpoint.when}-${failpoint.call}`;
  const [kim, lee] = [await newcomer(replicas, slug), await newcomer(replicas, slug)];
  await first.tell({ do: "failpoint", failpoint });
  await expect(kim.ask(first, slug)).rejects.toThrow();
  await first.exited();

  const seats = await seatsOf(replicas, slug);
  expect(seats.map(({ minted }) => minted)).toEqual(made.last ? [1] : []);
  // A place that was reserved for Kim stays Kim's, also without a seat; one that was not is free.
  const before = await lee.ask(second, slug);
  expect(codeOf(before)).toBe(made.first ? "space-full" : null);
  const heard = await kim.ask(second, slug);
  if (!made.first) return expect(codeOf(heard)).toBe("space-full");
  const { seatId, generation } = ticketOf(heard);
  expect(generation).toBe(made.last ? 2 : 1);
  if (made.last) expect(seatId).toBe(seats[0].seatId);
}

/** Of three who come at once the first is alone, and the other two wait for it together. */
async function killedAtSharedCommit(replicas: Replicas, when: Failpoint["when"]) {
  const { first, second } = replicas;
  const slug = `shared-${when}`;
  const people = await Promise.all([1, 2, 3, 4].map(() => newcomer(replicas, slug, 3)));
  const late = people.pop();
  // All three are there before the first one's place is stored. Reads are quick: the others must not be late.
  first.kvProxy.script(({ path }) =>
    path.endsWith("/atomic_write") ? { type: "delay", forMs: 500 } : { type: "pass" }
  );
  await first.tell({ do: "failpoint", failpoint: { when, call: 2, name: "kv.commit" } });
  await Promise.allSettled(people.map((person) => person.ask(first, slug)));
  await first.exited();
  first.kvProxy.script(() => ({ type: "pass" }));

  const places = (await second.rows("place")).filter(({ key }) => key[1] === slug);
  expect(places).toHaveLength(when === "before" ? 1 : 3);
  await Promise.all(people.map((person) => person.ticket(second, slug)));
  expect(codeOf(await late!.ask(second, slug))).toBe("space-full");
  expect(await seatsOf(replicas, slug)).toHaveLength(3);
}

async function seatsOf(replicas: Replicas, slug: string): Promise<StoredSeat[]> {
  const rows = await replicas.second.rows("seat");
  return rows.map(({ value }) => storedSeatSchema.parse(value)).filter((seat) =>
    seat.slug === slug
  );
}

/** The calls of a switch from one device to another, with an eviction. */
async function callsOfASwitch(replicas: Replicas): Promise<string[]> {
  const { phone, onLaptop } = await switching(replicas, "trial");
  await phone.ticket(replicas.first, "trial");
  await onLaptop.until("to be evicted", ({ state }) => state === "disconnected");
  return z.array(z.string()).parse(await replicas.first.tell({ do: "calls" }));
}

async function killedAt(replicas: Replicas, failpoint: Failpoint, { last: isCommitted }: Made) {
  const { first, second } = replicas;
  const slug = `${failpoint.when}-${failpoint.call}`;
  const { phone, old, onLaptop } = await switching(replicas, slug);
  await first.tell({ do: "failpoint", failpoint });
  await expect(phone.ask(first, slug)).rejects.toThrow();
  await first.exited();

  const seat = await replicas.seat(old.seatId, second);
  expect([seat?.minted, seat?.floor]).toEqual(isCommitted ? [2, 2] : [1, 1]);
  // An uncommitted request evicts no participant; a committed one is finished by the next request or round.
  const [milliseconds] = await timed(() => second.reconcile(slug));
  const inside = await until("LiveKit's word", bound(2_000), async () => {
    const inside = await replicas.identities(slug);
    return inside.length === (isCommitted ? 0 : 1) && inside;
  });
  expect(inside).toEqual(isCommitted ? [] : [old.participantId]);
  if (isCommitted) measured("eviction finished by the other replica", milliseconds, 35_000);

  const next: Ticket = ticketOf(await phone.ask(second, slug));
  expect(next.seatId).toBe(old.seatId);
  expect(next.generation).toBe(isCommitted ? 3 : 2);
  await onLaptop.until("to be evicted", ({ state }) => state === "disconnected");
  const onPhone = await replicas.join(next);
  await until(
    "the phone alone",
    bound(2_000),
    async () => (await replicas.identities(slug)).join() === next.participantId,
  );
  await onPhone.leave();
}

/** A user in the call on a laptop, known to be there, and about to ask on a phone. */
async function switching(replicas: Replicas, slug: string) {
  const [laptop, phone] = [new Person("Kim"), new Person("Kim")];
  await replicas.signIn(laptop, `user-${slug}`);
  await replicas.signIn(phone, `user-${slug}`);
  const old = await laptop.ticket(replicas.second, slug);
  const onLaptop = await replicas.join(old);
  await until(
    "the laptop is told present",
    bound(2_000),
    async () => (await replicas.presence(slug, replicas.second)).count === 1,
  );
  return { phone, old, onLaptop };
}
