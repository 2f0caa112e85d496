/**
 * F7. Webhooks while storage is slow. Defects that it catches: an answer that waits for storage without end
 * (LiveKit's queue of that room stands still), an event that counts twice when it was stored after its 503, and an
 * eviction that is forgotten with it.
 */
import { expect } from "expect";
import { type Connected, eventAbout } from "./deliveries.ts";
import { bound, measured } from "./figures.ts";
import { Person } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

Deno.test("F7 storage that takes 400 ms a call: events are stored in order, and a reload's old page goes", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const first = await replicas.join(await kim.ticket(replicas.first, "tea"));
  const ticket = await kim.ticket(replicas.second, "tea");
  slowDown(replicas, 400);
  const second = await replicas.join(ticket);
  const [milliseconds] = await timed(() =>
    first.until("to be evicted", ({ state }) => state === "disconnected")
  );
  measured("eviction by webhook while storage takes 400 ms a call", milliseconds, 2_000);
  expect(milliseconds).toBeLessThan(bound(2_000));
  slowDown(replicas, 0);
  await until(
    "one is told present",
    bound(2_000),
    async () =>
      (await replicas.presence("tea")).count === 1 &&
      (await replicas.second.rows("event_log", "tea")).length === 3,
  );
  expect(second.snapshot.state).toBe("connected");
});

Deno.test("F7 an event that was stored after its 503: one effect, and its eviction", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const first = await replicas.join(await kim.ticket(replicas.first, "tea"));
  await until(
    "Kim is told present",
    bound(2_000),
    async () => (await replicas.presence("tea")).count === 1,
  );
  const ticket = await kim.ticket(replicas.first, "tea");
  let delayed = 0;
  for (const { kvProxy } of replicas.all) {
    kvProxy.script(({ path }) => {
      const isFirst = path.endsWith("/atomic_write") && delayed++ === 0;
      return isFirst ? { type: "delay", forMs: 1_900 } : { type: "pass" };
    });
  }
  const second = await replicas.join(ticket);
  await first.until("to be evicted", ({ state }) => state === "disconnected");
  await until(
    "one is told present",
    bound(2_000),
    async () => (await replicas.second.rows("event_log", "tea")).length === 3,
  );
  expect((await replicas.presence("tea")).count).toBe(1);
  expect(second.snapshot.state).toBe("connected");
});

Deno.test("F7 storage that takes longer than LiveKit waits: 503 in time, and one effect once it is quick", async () => {
  await using replicas = await startReplicas({ hasRounds: false });
  const kim = new Person("Kim");
  await kim.enter(replicas.first, "tea");
  const { seatId, generation } = await kim.ticket(replicas.first, "tea");
  const connected: Connected = {
    ...{ slug: "tea", seatId, generation },
    ...{ sid: "PA_1", joinedAtMs: Date.now() },
  };
  const event = eventAbout("participant_joined", connected);
  slowDown(replicas, 1_200);
  const [milliseconds, status] = await timed(() => replicas.deliver(event, replicas.first));
  expect(status).toBe(503);
  measured("a webhook's 503 while storage is slow", milliseconds, 2_000);
  expect(milliseconds).toBeLessThan(bound(2_000));
  slowDown(replicas, 0);
  await until(
    "a delivery is taken",
    bound(5_000),
    async () => await replicas.deliver(event, replicas.second) === 200,
  );
  expect((await replicas.presence("tea")).count).toBe(1);
  expect(await replicas.second.rows("event_log", "tea")).toHaveLength(1);
});

function slowDown(replicas: Replicas, milliseconds: number) {
  for (const { kvProxy } of replicas.all) {
    kvProxy.script(() =>
      milliseconds > 0 ? { type: "delay", forMs: milliseconds } : { type: "pass" }
    );
  }
}
