/**
 * F13. The clocks of two replicas off by 30, 55 and 70 s, one ahead and one behind. LiveKit accepts a difference of
 * about a minute. Defects that it catches: the SDK's tolerance of 10 s for webhooks, which loses them all, another
 * replica's time taken for our own (a lease that never ends, a session that is over too early), and, past the
 * minute, anything worse than a token that LiveKit refuses.
 */
import { expect } from "expect";
import { eventAbout } from "./deliveries.ts";
import { bound, isMeasuring } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { until } from "./until.ts";

// Off by less is easier.
for (const seconds of isMeasuring ? [30, 55] : [55]) {
  Deno.test(`F13 clocks off by ${seconds} s either way: all works, on either replica`, async () => {
    await using replicas = await startReplicas();
    const { first: ahead, second: behind } = replicas;
    await ahead.moveClock(seconds * 1000);
    await behind.moveClock(-seconds * 1000);
    for (const [index, [one, other]] of [[ahead, behind], [behind, ahead]].entries()) {
      const slug = `tea-${index}`;
      const guest = new Person("Lee");
      await guest.enter(one, slug);
      await replicas.join(await guest.ticket(other, slug));

      // A switch: signed by one, settled by the other.
      const [laptop, phone] = [new Person("Kim"), new Person("Kim")];
      for (const device of [laptop, phone]) await replicas.signIn(device, `user-${slug}`);
      const onLaptop = await replicas.join(await laptop.ticket(one, slug));
      await until(
        "both are told present",
        bound(2_000),
        async () => (await replicas.presence(slug, other)).count === 2,
      );
      const ticket = await phone.ticket(other, slug);
      await onLaptop.until("to be evicted", ({ state }) => state === "disconnected");
      await replicas.join(ticket);
      for (const replica of replicas.all) {
        await until(
          "both are told present",
          bound(2_000),
          async () => (await replicas.presence(slug, replica)).count === 2,
        );
        await replica.reconcile(slug);
        expect((await replicas.presence(slug, replica)).count).toBe(2);
        expect(await livekitAnswers(replica)).toBe(true);
        expect(await deliveryTo(replica, replicas)).toBe(200);
      }
      expect(await replicas.identities(slug)).toContain(ticket.participantId);
    }
  });
}

Deno.test("F13 clocks off by 70 s either way: LiveKit refuses the replica that is ahead, and nothing worse comes of it", async () => {
  await using replicas = await startReplicas();
  const { first: ahead, second: behind } = replicas;
  const [kim, lee] = [new Person("Kim"), new Person("Lee")];
  await kim.enter(ahead, "tea");
  await lee.enter(ahead, "tea");
  const kimInside = await replicas.join(await kim.ticket(ahead, "tea"));
  await until(
    "Kim is told present",
    bound(2_000),
    async () => (await replicas.presence("tea")).count === 1,
  );
  await ahead.moveClock(70_000);
  await behind.moveClock(-70_000);

  // Sessions and seats do not care.
  const early = await lee.ticket(ahead, "tea");
  const late = await lee.ticket(behind, "tea");
  expect([late.seatId, late.generation]).toEqual([early.seatId, early.generation + 1]);
  await expect(replicas.join(early)).rejects.toThrow("Cannot join");
  const leeInside = await replicas.join(late);

  // The replica that is behind refuses webhooks from its future: the reconciler makes up for them.
  expect([await deliveryTo(ahead, replicas), await deliveryTo(behind, replicas)])
    .toEqual([200, 401]);

  // The replica that is ahead gets no answer of LiveKit, says so, and changes nothing for it.
  expect(await livekitAnswers(ahead)).toBe(false);
  expect(await livekitAnswers(behind)).toBe(true);
  await expect(ahead.reconcile("tea")).rejects.toThrow();
  await behind.reconcile("tea");
  for (const replica of replicas.all) {
    expect((await replicas.presence("tea", replica)).count).toBe(2);
  }
  expect([kimInside.snapshot.state, leeInside.snapshot.state]).toEqual(["connected", "connected"]);
  expect((await replicas.identities("tea")).length).toBe(2);
});

async function livekitAnswers(replica: Replica): Promise<unknown> {
  const { body } = await new Person("Nobody").send(replica, "GET", "/api/ready");
  return typeof body === "object" && body !== null && "livekit" in body && body.livekit;
}

/** LiveKit's clock is right; the status of an event that it signs now. */
function deliveryTo(replica: Replica, replicas: Replicas): Promise<number> {
  const connected = { slug: "elsewhere", seatId: `seat_${"e".repeat(32)}`, generation: 1 };
  const event = eventAbout("participant_left", { ...connected, sid: "PA_e", joinedAtMs: 1 });
  return replicas.deliver(event, replica);
}
