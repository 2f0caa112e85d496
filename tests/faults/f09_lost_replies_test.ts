/**
 * F9. Storage commits, and its reply is lost: once, and for as long as requests come. On every path that writes.
 * Deno KV's client then sends again, and is told that its checks did not hold although its own write is stored.
 * Defects that it catches: taking that for another request's write, a generation that is given twice, an eviction
 * that is forgotten because "nothing was committed", an effect that counts twice.
 */
// As long as there are paths that write.
import { expect } from "expect";
import * as z from "zod/mini";
import type { RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { type Connected, eventAbout } from "./deliveries.ts";
import { bound, measured } from "./figures.ts";
import { type Heard, Person, type Ticket, ticketOf } from "./person.ts";
import { signInPath } from "./replica_control.ts";
import { type Replicas, startReplicas } from "./replicas.ts";
import { timed, until } from "./until.ts";

/** One path that writes: its deed while replies are lost, and its expected outcome. */
interface Path {
  /** Done again until it succeeds; answers a status, or the whole answer. */
  act(): Promise<Heard | number>;
  check(answer: Heard | number): Promise<void>;
}

type Prepare = (replicas: Replicas, slug: string) => Promise<Path>;

const paths: Readonly<Record<string, Prepare>> = {
  "a guest session is opened": (replicas, slug) => {
    const kim = new Person("Kim");
    const body = { roomName: `space-${slug}`, participantName: "Kim" };
    return Promise.resolve({
      act: () => kim.send(replicas.first, "POST", "/api/guest-sessions", body),
      async check() {
        expect((await kim.ticket(replicas.second, slug)).generation).toBe(1);
      },
    });
  },
  "a guest session is admitted to one more space": async (replicas, slug) => {
    const kim = new Person("Kim");
    await kim.enter(replicas.first, `${slug}-before`);
    const cookie = kim.cookies.get("madang_guest");
    const body = { roomName: `space-${slug}`, participantName: "Kim" };
    return {
      act: () => kim.send(replicas.first, "POST", "/api/guest-sessions", body),
      async check() {
        expect(kim.cookies.get("madang_guest")).toBe(cookie);
        await kim.ticket(replicas.second, slug);
        await kim.ticket(replicas.second, `${slug}-before`);
      },
    };
  },
  "a token for a new seat": async (replicas, slug) => {
    const kim = new Person("Kim");
    await kim.enter(replicas.first, slug);
    return {
      act: () => kim.ask(replicas.first, slug),
      async check(answer) {
        const ticket = ticketOf(asHeard(answer));
        const next = await kim.ticket(replicas.second, slug);
        expect(next.seatId).toBe(ticket.seatId);
        expect(next.generation).toBe(ticket.generation + 1);
      },
    };
  },
  "a token for a session that sits already": async (replicas, slug) => {
    const { kim, ticket, inside } = await seated(replicas, slug);
    return {
      act: () => kim.ask(replicas.first, slug),
      async check(answer) {
        const again = ticketOf(asHeard(answer));
        expect(again.seatId).toBe(ticket.seatId);
        expect(again.generation).toBeGreaterThan(ticket.generation);
        // An unused token of the same session evicts no participant.
        expect((await replicas.seat(ticket.seatId))?.floor).toBe(1);
        expect(inside.snapshot.state).toBe("connected");
      },
    };
  },
  "a token for another device": async (replicas, slug) => {
    const { ticket, inside } = await seated(replicas, slug, "user");
    const phone = new Person("Kim");
    await replicas.signIn(phone, `user-${slug}`);
    return {
      act: () => phone.ask(replicas.first, slug),
      async check(answer) {
        const next = ticketOf(asHeard(answer));
        expect(next.seatId).toBe(ticket.seatId);
        expect(next.generation).toBeGreaterThan(1);
        await isOut(inside);
      },
    };
  },
  "a guest who signed in": async (replicas, slug) => {
    const { kim, ticket, inside } = await seated(replicas, slug);
    await replicas.signIn(kim, `user-${slug}`);
    const guest = kim.cookies.get("madang_guest") ?? "";
    return {
      act: () => kim.ask(replicas.first, slug),
      async check(answer) {
        expect(ticketOf(asHeard(answer)).seatId).toBe(ticket.seatId);
        await isOut(inside);
        const owner = (await replicas.seat(ticket.seatId))?.owner;
        expect(owner).toBe(`user:user-${slug}`);
        await isOver(replicas, "madang_guest", guest, slug);
      },
    };
  },
  "a guest who signed in and has a seat as a user": async (replicas, slug) => {
    const laptop = new Person("Kim");
    await replicas.signIn(laptop, `user-${slug}`);
    const own = await laptop.ticket(replicas.first, slug);
    const { kim, ticket, inside } = await seated(replicas, slug);
    await replicas.signIn(kim, `user-${slug}`);
    const guest = kim.cookies.get("madang_guest") ?? "";
    return {
      act: () => kim.ask(replicas.first, slug),
      async check(answer) {
        expect(ticketOf(asHeard(answer)).seatId).toBe(own.seatId);
        await isOut(inside);
        expect((await replicas.seat(ticket.seatId))?.retired).toBe(true);
        await isOver(replicas, "madang_guest", guest, slug);
      },
    };
  },
  "a guest session is ended": async (replicas, slug) => {
    const { kim, inside } = await seated(replicas, slug);
    const guest = kim.cookies.get("madang_guest") ?? "";
    return {
      act: () => kim.send(replicas.first, "DELETE", "/api/guest-sessions/me"),
      async check() {
        await isOut(inside);
        await isOver(replicas, "madang_guest", guest, slug);
      },
    };
  },
  "a guest session gives up a seat for a sixth one": async (replicas, slug) => {
    const kim = new Person("Kim");
    const spaces = [1, 2, 3, 4, 5, 6].map((number) => `${slug}-${number}`);
    const seats: string[] = [];
    for (const space of spaces) await kim.enter(replicas.first, space);
    for (const space of spaces.slice(0, -1)) {
      seats.push((await kim.ticket(replicas.first, space)).seatId);
    }
    return {
      act: () => kim.ask(replicas.first, spaces[5]),
      async check(answer) {
        const { seatId } = ticketOf(asHeard(answer));
        const rows = await Promise.all([...seats, seatId].map((id) => replicas.seat(id)));
        expect(rows.filter((row) => row?.floorReason === "ended")).toHaveLength(1);
        expect((await kim.ticket(replicas.second, spaces[5])).seatId).toBe(seatId);
      },
    };
  },
  "an account is made, and signed in": (replicas, slug) => {
    const kim = new Person("Kim");
    return Promise.resolve({
      act: () => signIn(kim, replicas, slug),
      async check() {
        const names = await replicas.second.rows("user_identity");
        expect(names.filter(({ key }) => key.includes(slug))).toHaveLength(1);
        await kim.ticket(replicas.second, slug);
      },
    });
  },
  "a user signs in where another one was": async (replicas, slug) => {
    await signedIn(new Person("Lee"), replicas, `${slug}-lee`);
    const browser = new Person("Kim");
    await signedIn(browser, replicas, `${slug}-kim`);
    const inside = await seatedBy(browser, replicas, slug);
    const before = browser.cookies.get("madang_user") ?? "";
    return {
      act: () => signIn(browser, replicas, `${slug}-lee`),
      async check() {
        await isOut(inside);
        await isOver(replicas, "madang_user", before, slug);
        await browser.ticket(replicas.second, slug);
        // A refused try may have left a session whose token was never delivered.
        if (slug.startsWith("always")) return;
        expect(await sessionsOf(replicas, `${slug}-lee`)).toHaveLength(2);
      },
    };
  },
  "a user signs in again in the call": async (replicas, slug) => {
    const kim = new Person("Kim");
    await signedIn(kim, replicas, slug);
    const inside = await seatedBy(kim, replicas, slug);
    const before = kim.cookies.get("madang_user") ?? "";
    return {
      act: () => signIn(kim, replicas, slug),
      async check() {
        await isOver(replicas, "madang_user", before, slug);
        const { generation } = await kim.ticket(replicas.second, slug);
        expect(generation).toBe(2);
        expect(inside.snapshot.state).toBe("connected");
      },
    };
  },
  "a user signs out": async (replicas, slug) => {
    const kim = new Person("Kim");
    await signedIn(kim, replicas, slug);
    const inside = await seatedBy(kim, replicas, slug);
    const before = kim.cookies.get("madang_user") ?? "";
    return {
      act: () => kim.send(replicas.first, "DELETE", "/api/user-sessions/me"),
      async check() {
        await isOut(inside);
        await isOver(replicas, "madang_user", before, slug);
      },
    };
  },
  "a webhook: joined": (replicas, slug) => told(replicas, slug, ["participant_joined"], 1, 1),
  "a webhook: left": (replicas, slug) =>
    told(replicas, slug, ["participant_joined", "participant_left"], 0, 2),
  "a webhook: connection aborted": (replicas, slug) =>
    told(replicas, slug, ["participant_joined", "participant_connection_aborted"], 0, 2),
  "a webhook: room finished": (replicas, slug) =>
    told(replicas, slug, ["participant_joined", "room_finished"], 0, 2),
  "a webhook: a camera": (replicas, slug) =>
    told(replicas, slug, ["participant_joined", "track_published"], 1, 2),
  "the reconciler finds a participant": async (replicas, slug) => {
    loseEvents(replicas, slug);
    const { kim } = await seated(replicas, slug, "guest", false);
    return {
      act: () => replicas.first.reconcile(slug).then(() => 200, () => 503),
      async check() {
        expect((await replicas.presence(slug, replicas.second, kim)).count).toBe(1);
        expect(await replicas.second.rows("event_log", slug)).toHaveLength(1);
      },
    };
  },
  "the reconciler misses a participant": async (replicas, slug) => {
    const { inside } = await seated(replicas, slug);
    loseEvents(replicas, slug);
    await inside.leave();
    await until(
      "LiveKit knows it",
      bound(2_000),
      async () => (await replicas.inside(slug)).length === 0,
    );
    return {
      act: () => replicas.first.reconcile(slug).then(() => 200, () => 503),
      async check() {
        expect((await replicas.presence(slug, replicas.second)).count).toBe(0);
        expect(await replicas.second.rows("event_log", slug)).toHaveLength(2);
      },
    };
  },
  "the reconciler sees who was overtaken": async (replicas, slug) => {
    loseEvents(replicas, slug);
    const { kim, ticket, inside } = await seated(replicas, slug, "guest", false);
    const newest = await replicas.join(await kim.ticket(replicas.first, slug));
    return {
      act: () => replicas.first.reconcile(slug).then(() => 200, () => 503),
      async check() {
        await isOut(inside);
        expect(newest.snapshot.state).toBe("connected");
        expect((await replicas.seat(ticket.seatId))?.floor).toBe(2);
        expect((await replicas.presence(slug, replicas.second)).count).toBe(1);
      },
    };
  },
  "the reconciler forgets who went with the room": async (replicas, slug) => {
    const path = await told(replicas, slug, ["participant_joined", "room_finished"], 0, 2);
    await path.act();
    const isOfSpace = ({ value }: { value: unknown }) =>
      JSON.stringify(value).includes(`"${slug}"`);
    return {
      act: () => replicas.first.reconcile(slug).then(() => 200, () => 503),
      async check(answer) {
        await path.check(answer);
        const [seat] = (await replicas.second.rows("seat")).filter(isOfSpace);
        expect(seat.value).toMatchObject({ minted: 1, live: [] });
        expect((await replicas.second.rows("inhabited_space")).filter(isOfSpace)).toEqual([]);
      },
    };
  },
};

Deno.test("F9 a reply that is lost after the commit, once: the answer is right, and one effect", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  for (const [index, [name, prepare]] of Object.entries(paths).entries()) {
    await test.step(name, async () => {
      const path = await prepare(replicas, `once-${index}`);
      const lost = loseReplies(replicas, 1);
      const [milliseconds, answer] = await timed(() => path.act());
      expect(lost()).toBe(1);
      expect(statusOf(answer)).toBeLessThan(300);
      measured("an answer after a reply of storage was lost", milliseconds, 2_500);
      expect(milliseconds).toBeLessThan(bound(2_500));
      await path.check(answer);
    });
  }
});

Deno.test("F9 replies lost for as long as requests come: refused in time, and right as soon as replies arrive", async (test) => {
  await using replicas = await startReplicas({ hasRounds: false });
  const prepared = await Promise.all(
    Object.entries(paths).map(async ([name, prepare], index) => {
      const slug = `always-${index}`;
      return { name, slug, path: await prepare(replicas, slug) };
    }),
  );
  const lost = loseReplies(replicas, Infinity);
  await Promise.all(prepared.map(async ({ name, path }) => {
    const [milliseconds, answer] = await timed(() => path.act());
    expect([name, [200, 201, 204, 503].includes(statusOf(answer))]).toEqual([name, true]);
    measured("an answer while all replies of storage are lost", milliseconds, 2_500);
    expect(milliseconds).toBeLessThan(bound(2_500));
  }));
  expect(lost()).toBeGreaterThanOrEqual(prepared.length);
  loseReplies(replicas, 0);
  for (const { name, slug, path } of prepared) {
    await test.step(name, async () => {
      const answer = await until("success", bound(5_000), async () => {
        const answer = await path.act();
        return statusOf(answer) < 300 && answer;
      });
      // The pending evictions of stored commits are done by the next request or round.
      await replicas.second.reconcile(slug);
      await path.check(answer);
    });
  }
});

/** The next `count` commits of the first replica lose their reply; answers how many did. */
function loseReplies({ first }: Replicas, count: number): () => number {
  let lost = 0;
  first.kvProxy.script(({ path }) => {
    const isLost = path.endsWith("/atomic_write") && lost < count;
    if (isLost) lost++;
    return { type: isLost ? "lose-reply" : "pass" };
  });
  return () => lost;
}

const roomsWithoutEvents = new WeakMap<Replicas, Set<string>>();

/** From now on all that LiveKit tells of this space is lost. */
function loseEvents(replicas: Replicas, slug: string): void {
  const rooms = roomsWithoutEvents.get(replicas) ?? new Set();
  roomsWithoutEvents.set(replicas, rooms.add(`"space-${slug}"`));
  replicas.webhookProxy.script(({ body }) => {
    const text = new TextDecoder().decode(body);
    const isLost = [...rooms].some((room) => text.includes(room));
    return isLost ? { type: "status", status: 200 } : { type: "pass" };
  });
}

interface Seated {
  readonly kim: Person;
  readonly ticket: Ticket;
  readonly inside: RtcParticipant;
}

/** A person in the call, also in presence unless webhooks are lost. */
async function seated(
  replicas: Replicas,
  slug: string,
  kind: "guest" | "user" = "guest",
  isTold = true,
): Promise<Seated> {
  const kim = new Person("Kim");
  if (kind === "guest") await kim.enter(replicas.first, slug);
  else await replicas.signIn(kim, `user-${slug}`);
  const ticket = await kim.ticket(replicas.first, slug);
  const inside = await replicas.join(ticket);
  const seen = async () => isTold ? (await replicas.presence(slug)).count === 1 : true;
  await until("to be told present", bound(2_000), seen);
  return { kim, ticket, inside };
}

/** Events of one connection, of which the last is told while replies are lost. */
async function told(
  replicas: Replicas,
  slug: string,
  types: readonly string[],
  count: number,
  lines: number,
): Promise<Path> {
  const kim = new Person("Kim");
  await kim.enter(replicas.first, slug);
  const { seatId, generation } = await kim.ticket(replicas.first, slug);
  const joinedAtMs = Date.now() - 5_000;
  const connected: Connected = { slug, seatId, generation, sid: `PA_${slug}`, joinedAtMs };
  const events = types.map((type) => {
    const event = eventAbout(type, connected);
    const createdAt = String(Math.floor(Date.now() / 1000));
    return type.startsWith("track")
      ? { ...event, track: { sid: `TR_${slug}`, source: "CAMERA" } }
      : type === "room_finished"
      ? { ...event, createdAt, participant: undefined }
      : event;
  });
  for (const event of events.slice(0, -1)) {
    expect(await replicas.deliver(event, replicas.first)).toBe(200);
  }
  return {
    act: () => replicas.deliver(events.at(-1), replicas.first),
    async check() {
      expect(await replicas.deliver(events.at(-1), replicas.second)).toBe(200);
      // None of them is in LiveKit: the events are all there is, but for a reconciler.
      const isReconciled = slug.startsWith("always");
      expect((await replicas.presence(slug, replicas.second)).count).toBe(isReconciled ? 0 : count);
      const left = isReconciled ? count : 0;
      expect(await replicas.second.rows("event_log", slug)).toHaveLength(lines + left);
      expect((await replicas.seat(seatId))?.minted).toBe(generation);
    },
  };
}

/** Signs in as a user of an identity provider; the browser's earlier session ends. */
function signIn(person: Person, { first }: Replicas, subject: string): Promise<Heard> {
  return person.send(first, "POST", signInPath, { subject, participantName: person.name });
}

/** The same before anything is lost: a busy machine may answer 503 once, and then there is no cookie. */
async function signedIn(person: Person, replicas: Replicas, subject: string): Promise<void> {
  const isDone = async () => statusOf(await signIn(person, replicas, subject)) < 300;
  await until("to be signed in", bound(2_000), isDone);
}

/** As the list of their sessions has them. */
async function sessionsOf({ second }: Replicas, subject: string): Promise<unknown[]> {
  const identities = await second.rows("user_identity");
  const { value } = identities.find(({ key }) => key.includes(subject)) ?? {};
  return await second.rows("user_session_of", z.object({ userId: z.string() }).parse(value).userId);
}

/** A call with a user in it, who is in presence. */
async function seatedBy(person: Person, replicas: Replicas, slug: string): Promise<RtcParticipant> {
  const inside = await replicas.join(await person.ticket(replicas.first, slug));
  const isTold = async () => (await replicas.presence(slug)).count === 1;
  await until("to be told present", bound(2_000), isTold);
  return inside;
}

async function isOut(inside: RtcParticipant): Promise<void> {
  await inside.until("to be evicted", ({ state }) => state === "disconnected");
}

/** A session that is over opens nothing any more, on any replica. */
async function isOver(
  replicas: Replicas,
  cookie: "madang_guest" | "madang_user",
  token: string,
  slug: string,
): Promise<void> {
  const nobody = new Person("Nobody");
  nobody.cookies.set(cookie, token);
  for (const replica of replicas.all) {
    expect((await nobody.ask(replica, slug)).status).toBe(401);
  }
}

function statusOf(answer: Heard | number): number {
  return typeof answer === "number" ? answer : answer.status;
}

function asHeard(answer: Heard | number): Heard {
  if (typeof answer === "number") throw new TypeError("Not an answer of the API");
  return answer;
}
