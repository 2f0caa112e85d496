/**
 * F8. Storage away: before the start, in the midst of a request, frozen, killed and back. Defects that it catches:
 * a call without a deadline (Deno KV hangs without an error), a connection that stays dead after its server is
 * back, a start that needs storage, a call that ends because storage did, an open page that gets no more events.
 */
import { expect } from "expect";
import { bound, measured } from "./figures.ts";
import type { ProxiedRequest } from "./fault_proxy.ts";
import { eventAbout } from "./deliveries.ts";
import { type OpenPage, openPage } from "./open_page.ts";
import { codeOf, type Heard, Person, ticketOf } from "./person.ts";
import { type Replica, type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

/** All is read again every 15 s: of two in a row, one at least is told within this by the watch alone. */
const toldWithinMs = 10_000;

/** Expects the answer of every request while storage is away. */
async function refused(what: string, work: () => Promise<Heard>): Promise<void> {
  const [milliseconds, heard] = await timed(work);
  expect([what, heard.status, codeOf(heard)]).toEqual([what, 503, "storage-unavailable"]);
  expect(Number(heard.headers.get("retry-after"))).toBeGreaterThan(0);
  measured("503 while storage is away", milliseconds, 2_500);
  expect(milliseconds).toBeLessThan(bound(2_500));
}

/** Every way into the server that needs storage, all at once. */
async function allAreRefused(replicas: Replicas, person: Person, on: Replica): Promise<void> {
  const connected = {
    ...{ slug: "tea", seatId: `seat_${"a".repeat(32)}`, generation: 1 },
    ...{ sid: "PA_away", joinedAtMs: Date.now() },
  };
  const newcomer = new Person("Lee");
  const room = { roomName: "space-tea" };
  await Promise.all([
    refused("token", () => person.ask(on, "tea")),
    refused("session", () => person.send(on, "GET", "/api/guest-sessions/me")),
    refused(
      "newcomer",
      () => newcomer.send(on, "POST", "/api/guest-sessions", { ...room, participantName: "Lee" }),
    ),
    refused("sign-out", () => person.send(on, "DELETE", "/api/guest-sessions/me")),
    refused("presence", () => person.send(on, "GET", "/api/spaces/tea/presence")),
    timed(() => replicas.deliver(eventAbout("participant_joined", connected), on))
      .then(([milliseconds, status]) => {
        expect(status).toBe(503);
        expect(milliseconds).toBeLessThan(bound(2_000));
      }),
  ]);
  expect((await person.send(on, "GET", "/api/health")).status).toBe(200);
  expect((await person.send(on, "GET", "/api/ready")).body)
    .toMatchObject({ livekit: true, storage: false });
}

/** A token again, on every replica, soon after storage is back. */
async function isBack(replicas: Replicas, person: Person, slug = "tea"): Promise<void> {
  const began = performance.now();
  await Promise.all(
    replicas.all.map((replica) =>
      until("a token", bound(5_000), async () => (await person.ask(replica, slug)).status === 200)
    ),
  );
  const milliseconds = performance.now() - began;
  measured("recovery after storage is back", milliseconds, 5_000);
}

Deno.test("F8 storage away before the start: the server starts, says so, and works once storage is there", async () => {
  await using replicas = await startReplicas({ hasStorage: false });
  const kim = new Person("Kim");
  kim.cookies.set("madang_guest", `mdg_${"a".repeat(43)}`);
  await Promise.all(replicas.all.map((replica) => allAreRefused(replicas, kim, replica)));
  await replicas.kv.restart();
  const began = performance.now();
  await Promise.all(
    replicas.all.map((replica) =>
      until(
        "storage is there",
        bound(5_000),
        async () => (await kim.send(replica, "GET", "/api/ready")).status === 200,
      )
    ),
  );
  measured("recovery after storage is back", performance.now() - began, 5_000);
  await kim.enter(replicas.first, "tea");
  await kim.ticket(replicas.second, "tea");
});

for (
  const [how, away, back] of [
    ["killed", (kv) => kv.kill(), (kv) => kv.restart()],
    ["frozen", (kv) => kv.signal("SIGSTOP"), (kv) => kv.signal("SIGCONT")],
  ] satisfies [string, Fate, Fate][]
) {
  Deno.test(`F8 storage ${how} and back: requests are refused, the call goes on, nothing is lost`, async () => {
    await using replicas = await startReplicas();
    const [kim, lee] = [new Person("Kim"), new Person("Lee")];
    await Promise.all([kim, lee].map((person) => person.enter(replicas.first, "tea")));
    const ticket = await kim.ticket(replicas.first, "tea");
    const kimInside = await replicas.join(ticket);
    const leeInside = await replicas.join(await lee.ticket(replicas.second, "tea"));
    await until(
      "both are told present",
      bound(2_000),
      async () => (await replicas.presence("tea")).count === 2,
    );
    await using pages = new AsyncDisposableStack();
    const open: OpenPage[] = [];
    for (const replica of replicas.all) open.push(pages.use(await openPage(replica, "tea")));
    await until("both pages are told", bound(2_000), () => open.every(({ count }) => count === 2));

    await away(replicas.kv);
    await Promise.all(replicas.all.map((replica) => allAreRefused(replicas, kim, replica)));
    await leeInside.send("still here");
    await kimInside.until(
      "Lee's word",
      ({ messages }) => messages.some(({ text }) => text === "still here"),
    );
    expect([kimInside.snapshot.reconnects, leeInside.snapshot.reconnects]).toEqual([0, 0]);
    await back(replicas.kv);
    await isBack(replicas, kim);

    const again = await kim.ticket(replicas.first, "tea");
    expect(again.seatId).toBe(ticket.seatId);
    expect((await replicas.presence("tea", replicas.second)).count).toBe(2);

    for (const [index, name] of ["Park", "Choi"].entries()) {
      const newcomer = new Person(name);
      await newcomer.enter(replicas.first, "tea");
      await replicas.join(await newcomer.ticket(replicas.first, "tea"));
      const areTold = () => open.every(({ count }) => count === 3 + index);
      const [milliseconds] = await timed(() => until(`${name} is told`, toldWithinMs, areTold));
      measured("an open page is told who joins, storage just back", milliseconds, 2_000);
    }
    expect(open.map(({ hasEnded }) => hasEnded)).toEqual([false, false]);
    expect(kimInside.snapshot.state).toBe("connected");
  });
}

type Fate = (kv: Replicas["kv"]) => Promise<void> | void;

Deno.test("F8 storage that goes in the midst of a request: refused in time, at each of its calls", async () => {
  await using replicas = await startReplicas({ count: 1, hasRounds: false });
  const { first } = replicas;
  const kim = new Person("Kim");
  await replicas.signIn(kim, "u-kim");
  // The calls of a first token: reads of what no request has read yet, then the commits. A token from memory is one commit.
  let calls = 0;
  const goesAt = (passed: number) => {
    calls = 0;
    first.kvProxy.script((request) => {
      const goes = isCall(request) && calls++ === passed;
      return { type: goes ? "hang" : "pass" };
    });
  };
  goesAt(Infinity);
  await kim.ticket(first, "tea");
  const callsOfFirst = calls;
  expect(callsOfFirst).toBeGreaterThan(1);
  const cases = [...Array(callsOfFirst).keys()].map((passed) => ({
    slug: `tea-${passed}`,
    passed,
  }));
  for (const { slug, passed } of [{ slug: "tea", passed: 0 }, ...cases]) {
    goesAt(passed);
    await refused(`${slug} after ${passed} calls`, () => kim.ask(first, slug));
    first.kvProxy.script(() => ({ type: "pass" }));
    const began = performance.now();
    const heard = await until("a token", bound(5_000), async () => {
      const heard = await kim.ask(first, slug);
      return heard.status === 200 && heard;
    });
    measured("recovery after storage is back", performance.now() - began, 5_000);
    const { seatId, generation } = ticketOf(heard);
    expect(await kim.ticket(first, slug)).toMatchObject({ seatId, generation: generation + 1 });
  }
});

Deno.test("F8 slow storage is no reason to be slow: refused in time, however slowly each call answers", async () => {
  await using replicas = await startReplicas({ count: 1, hasRounds: false });
  const { first } = replicas;
  const slowest = async () => {
    first.kvProxy.script(() => ({ type: "pass" }));
    const kim = new Person("Kim");
    await kim.enter(first, "tea");
    first.kvProxy.script(() => ({ type: "delay", forMs: 1_900 }));
    const answers = await Promise.all([
      timed(() => kim.ask(first, "tea")),
      timed(() => kim.send(first, "GET", "/api/spaces/tea/presence")),
      timed(() => kim.send(first, "DELETE", "/api/guest-sessions/me")),
    ]);
    for (const [, heard] of answers) {
      expect([heard.status, codeOf(heard)]).toEqual([503, "storage-unavailable"]);
    }
    return Math.max(...answers.map(([milliseconds]) => milliseconds));
  };
  // Two calls of 1.9 s would fit in ten times the design's figure. So the bound is close, and a busy machine may miss it, but
  // not time after time.
  let best = Infinity;
  for (let round = 0; round < 5 && best >= 3_600; round++) best = Math.min(best, await slowest());
  expect(best).toBeLessThan(3_600);
});

/** A call to storage, and not the client's own look at where it is. */
function isCall({ path }: ProxiedRequest): boolean {
  return path.endsWith("/snapshot_read") || path.endsWith("/atomic_write");
}
