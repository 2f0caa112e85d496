/**
 * F10. LiveKit's API away, frozen, answering 500, or a wrong address that answers 404. Defects that it catches: a
 * token that waits for LiveKit or is refused for want of it, an eviction that is forgotten, a wrong address taken
 * for an empty room, so that presence loses everyone.
 */
import { expect } from "expect";
import type { Fault, FaultProxy } from "./fault_proxy.ts";
import { bound, measured } from "./figures.ts";
import { Person, ticketOf } from "./person.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

/** How it breaks; answers how it is mended. */
type Breaking = (proxy: FaultProxy) => () => void;

function answering(fault: Fault): Breaking {
  return (proxy) => {
    proxy.script(() => fault);
    return () => proxy.script(() => ({ type: "pass" }));
  };
}

function away(proxy: FaultProxy): () => void {
  proxy.down();
  return () => proxy.up();
}

/** Ways in which the pending eviction is done: the other replica's reconciler, or the same session's next token. */
type Settling = "reconciler" | "token";

const wrongAddress: Fault = { type: "status", status: 404, body: "404 page not found" };
const faults: readonly (readonly [string, Breaking, Settling])[] = [
  ["away", away, "reconciler"],
  ["frozen", answering({ type: "hang" }), "token"],
  ["answering 500", answering({ type: "status", status: 500 }), "token"],
  ["a wrong address", answering(wrongAddress), "reconciler"],
];

Deno.test("F10 LiveKit's API away: tokens are signed, presence stays, evictions are done later", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  for (const [what, breakIt, settles] of faults) {
    const slug = what.replaceAll(" ", "-");
    await test.step(what, () => whileAway(replicas, slug, breakIt, settles));
  }
});

async function whileAway(
  replicas: Replicas,
  slug: string,
  breakIt: Breaking,
  settles: Settling,
) {
  const { first, second } = replicas;
  const [laptop, phone] = [new Person("Kim"), new Person("Kim")];
  for (const device of [laptop, phone]) await replicas.signIn(device, `user-${slug}`);
  const old = await laptop.ticket(first, slug);
  const onLaptop = await replicas.join(old);
  await until(
    "the laptop is told present",
    bound(2_000),
    async () => (await replicas.presence(slug)).count === 1,
  );

  const mend = replicas.all.map(({ apiProxy }) => breakIt(apiProxy));
  // A session switch: the laptop has to go, and cannot be reached.
  const [milliseconds, heard] = await timed(() => phone.ask(first, slug));
  const fresh = ticketOf(heard);
  measured("token on a switch while LiveKit's API is away", milliseconds, 2_500);
  expect(milliseconds).toBeLessThan(bound(2_500));
  expect([fresh.seatId, fresh.generation]).toEqual([old.seatId, old.generation + 1]);
  await second.reconcile(slug).then(
    () => Promise.reject(new Error("A reconciler that hears nothing must say so")),
    () => {},
  );
  expect((await replicas.presence(slug, second)).count).toBe(1);
  expect((await laptop.send(second, "GET", "/api/ready")).body)
    .toMatchObject({ livekit: false, storage: true });
  expect(onLaptop.snapshot.state).toBe("connected");

  for (const mendOne of mend) mendOne();
  const [recovery] = await timed(async () => {
    if (settles === "reconciler") await second.reconcile(slug);
    else await phone.ticket(second, slug);
    await onLaptop.until("to be evicted", ({ state }) => state === "disconnected");
  });
  measured("pending eviction, done once LiveKit's API is back", recovery, 5_000);
  expect(recovery).toBeLessThan(bound(5_000));
  await until(
    "presence to be empty",
    bound(2_000),
    async () => (await replicas.presence(slug, first)).count === 0,
  );
}
