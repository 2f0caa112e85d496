/**
 * F12. `kill -9` of a replica before and after every call of a token request that switches sessions, and before its
 * answer. Defects that it catches: a generation that two get, a seat half made, somebody put out by a request that
 * never was, an eviction that dies with the process that owed it.
 */
import { expect } from "expect";
import * as z from "zod/mini";
import { bound, isMeasuring, measured } from "./figures.ts";
import { Person, type Ticket, ticketOf } from "./person.ts";
import type { Failpoint } from "./replica_control.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

Deno.test("F12 killed at any call of a token request: the other replica finishes what was begun", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  const { first } = replicas;
  const calls = await callsOfASwitch(replicas);
  expect(calls).toContain("kv.commit");
  expect(calls).toContain("livekit.remove");
  expect(calls.at(-1)).toBe("answer");
  for (const [index, name] of calls.entries()) {
    for (const when of ["before", "after"] as const) {
      if (name === "answer" && when === "after") continue;
      // Between two calls nothing happens that storage or LiveKit could know of: in tests once is enough.
      if (!isMeasuring && when === "before" && index > 0 && name !== "answer") continue;
      await test.step(`${when} ${name} (call ${index + 1})`, async () => {
        const failpoint = { when, call: index + 1 };
        const isCommitted = index > calls.indexOf("kv.commit") ||
          (name === "kv.commit" && when === "after");
        await killedAt(replicas, failpoint, isCommitted);
        await first.start();
      });
    }
  }
});

/** What a switch from one device to another calls, where somebody has to be put out. */
async function callsOfASwitch(replicas: Replicas): Promise<string[]> {
  const { phone, onLaptop } = await switching(replicas, "trial");
  await phone.ticket(replicas.first, "trial");
  await onLaptop.until("to be put out", ({ state }) => state === "disconnected");
  return z.array(z.string()).parse(await replicas.first.tell({ do: "calls" }));
}

async function killedAt(replicas: Replicas, failpoint: Failpoint, isCommitted: boolean) {
  const { first, second } = replicas;
  const slug = `${failpoint.when}-${failpoint.call}`;
  const { phone, old, onLaptop } = await switching(replicas, slug);
  await first.tell({ do: "failpoint", failpoint });
  await expect(phone.ask(first, slug)).rejects.toThrow();
  await first.exited();

  const seat = await replicas.seat(old.seatId, second);
  expect([seat?.minted, seat?.floor]).toEqual(isCommitted ? [2, 2] : [1, 1]);
  // A request that never was puts nobody out; one that was committed is finished by who looks next.
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
  await onLaptop.until("to be put out", ({ state }) => state === "disconnected");
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
