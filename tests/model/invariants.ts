/** The invariants that hold once everything has come to rest. */
import { attribute, identityOf, parseIdentity } from "../../lib/contract/participant.ts";
import { publishSourcesOf, roleOf } from "../../lib/server/access/access.ts";
import {
  seatKey,
  seatPointerKey,
  type SeatPointerRow,
  type SeatRow,
} from "../../lib/server/rows/kv_keys.ts";
import { presenceSchema } from "../../lib/contract/presence.ts";
import {
  membershipKey,
  type MembershipRow,
  spaceKey,
  type SpaceRow,
} from "../../lib/server/rows/space_rows.ts";
import { readPresence } from "../../lib/server/presence/presence.ts";
import { origin } from "./browser.ts";
import type { FakeConnection } from "./fake_livekit.ts";
import type { Mint } from "./history.ts";
import { ownedSlug } from "./rights.ts";
import { browsers, host, newcomer, slugs, usualCapacity } from "./steps.ts";
import { stranger, type World } from "./world.ts";

/** Every invariant that is broken now, in words; empty at best. */
export async function brokenInvariants(world: World): Promise<string[]> {
  const inSpaces = await Promise.all(slugs.map((slug) => lawsOfSpace(world, slug)));
  const broken = [...lawsOfSeats(world), ...lawsOfRoles(world), ...inSpaces.flat()];
  const areClocksTrue = world.performed.every((step) => step.do !== "set-clock");
  broken.push(...world.hands.lawsAtRest(areClocksTrue));
  broken.push(...await world.neighbour.lawsAtRest());
  if (isOwned(world)) await askAgain(world);
  broken.push(...await lawsOfNewcomers(world));
  return [...broken, ...world.judge.broken];
}

async function lawsOfSpace(world: World, slug: string): Promise<string[]> {
  const broken: string[] = [];
  const connections = world.livekit.connections(`space-${slug}`);
  const live: { readonly connection: FakeConnection; readonly mint: Mint }[] = [];
  for (const connection of connections) {
    const { identity, state } = connection;
    if (identity.includes("#")) broken.push(`The copy ${identity} is still there`);
    const mint = world.history.mints.get(identity);
    if (mint && state === "active") live.push({ connection, mint });
  }
  if (
    slug === slugs[0] && world.livekit.isUp && !connections.some((one) => one.identity === stranger)
  ) {
    broken.push("The stranger was evicted");
  }
  broken.push(...twice(live.map(({ mint }) => mint.seatId), "seat"));
  broken.push(...twice(live.map(({ mint }) => mint.person), "person"));
  for (const { mint } of live) broken.push(...lawsOfLive(world, mint));
  broken.push(...await lawsOfPresence(world, slug, live.map(({ connection }) => connection)));
  return broken;
}

function twice(names: readonly string[], what: string): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at)
    .map((name) => `The ${what} ${name} is in the room twice`);
}

function lawsOfLive({ history, rights, timeline }: World, mint: Mint): string[] {
  const broken: string[] = [];
  const { identity, seatId, generation, session, slug, person } = mint;
  if (history.isPutOut(mint, timeline.now)) {
    broken.push(`${identity} is there after a moderator evicted them`);
  }
  if (slug === ownedSlug && rights.isBanned(person).isSurely(true, timeline.now, timeline.now)) {
    broken.push(`${identity} is there, and ${person} is banned`);
  }
  if (history.ends.get(session)?.doneAtMs) {
    broken.push(`${identity} is there after its session ended`);
  }
  if ((history.newestHeard.get(seatId) ?? 0) > generation) {
    broken.push(`${identity} is there, and a newer one was heard of`);
  }
  const taken = history.mintsOf(seatId).some((other) =>
    other.generation > generation && other.session !== session
  );
  if (taken) broken.push(`${identity} is there after another session took its seat`);
  return broken;
}

/** Presence is LiveKit's list, also in the answer to a stranger. */
async function lawsOfPresence(
  world: World,
  slug: string,
  live: readonly FakeConnection[],
): Promise<string[]> {
  const reading = readPresence(world.anyReplica.services.kv, slug);
  const asking = world.send(new Request(`${origin}/api/spaces/${slug}/presence`));
  await world.timeline.advance(2_000);
  const { people } = (await reading).presence;
  const told = people.map(({ seatId, joinedAt }) => `${seatId} ${joinedAt}`).sort();
  const truth = live.map(({ identity, joinedAtMs }) =>
    `${parseIdentity(identity)?.seatId} ${new Date(joinedAtMs).toISOString()}`
  ).sort();
  const broken: string[] = [];
  if (JSON.stringify(told) !== JSON.stringify(truth)) {
    broken.push(`Presence of ${slug} is [${told}], the truth [${truth}]`);
  }
  const answer = presenceSchema.parse(await (await asking)?.json());
  if (answer.count !== told.length || answer.people) {
    broken.push(`A stranger is told ${JSON.stringify(answer)}`);
  }
  return broken;
}

/** The owned space has been stored: a person has done something with its rules. */
function isOwned({ kv }: World): boolean {
  return kv.read(spaceKey(ownedSlug)).value !== null;
}

/** Permissions in LiveKit are those of the rows. */
function lawsOfRoles({ kv, livekit }: World): string[] {
  const rules = kv.read(spaceKey(ownedSlug)).value as SpaceRow | null;
  if (rules === null) return [];
  return livekit.list(`space-${ownedSlug}`).flatMap(({ identity, attributes, publishSources }) => {
    const seatId = parseIdentity(identity)?.seatId;
    const seat = seatId && kv.read(seatKey(seatId)).value as SeatRow | null;
    if (!seat) return [];
    const { owner } = seat;
    const membership = kv.read(membershipKey(ownedSlug, owner)).value as MembershipRow | null;
    const role = roleOf({ principalId: owner, rules, membership });
    const told = `${attributes[attribute.role]} ${publishSources}`;
    const due = `${role} ${publishSourcesOf(rules, role)}`;
    return told === due ? [] : [`${identity} is ${told} to LiveKit, and has to be ${due}`];
  });
}

/** Every browser asks for a token once more, whatever the rules are by now: judged as any other request. */
async function askAgain(world: World): Promise<void> {
  world.random.restart(2);
  for (let browser = 0; browser < browsers; browser++) {
    world.people.ask(browser, slugs.indexOf(ownedSlug));
  }
  await world.timeline.advance(1_000);
}

/** A newcomer gets in, and stays, once the space is open, unlocked and has room. */
async function lawsOfNewcomers(world: World): Promise<string[]> {
  world.random.restart(1);
  if (isOwned(world)) {
    const { moderators } = world;
    moderators.setPolicy(host, "open");
    moderators.lock(host, false);
    moderators.setCapacity(host, usualCapacity);
    await world.timeline.advance(3_000);
  }
  const asking = world.people.ask(newcomer, 0);
  await world.timeline.advance(1_000);
  const page = await asking;
  if (!page) return ["A newcomer gets no token"];
  page.connect();
  await world.timeline.advance(3_000);
  return page.isConnected ? [] : ["A newcomer does not stay"];
}

function lawsOfSeats(world: World): string[] {
  const broken: string[] = [];
  for (const seatId of new Set([...world.history.mints.values()].map((mint) => mint.seatId))) {
    let before: Mint | null = null;
    for (const mint of world.history.mintsOf(seatId)) {
      if (before && !world.history.isHandedOn(before, mint)) {
        broken.push(`${seatId} went from ${before.person} to ${mint.person}`);
      }
      before = mint;
    }
  }
  for (const { key, value } of world.kv.rows()) {
    if (key[0] === "seat_of") {
      const { seatId } = value as SeatPointerRow;
      const seat = world.kv.read(seatKey(seatId)).value as SeatRow | null;
      if (seat && seat.owner !== key[2]) {
        broken.push(`${String(key[2])} is pointed to the seat of ${seat.owner}`);
      }
    }
    if (key[0] !== "seat") continue;
    const seat = value as SeatRow;
    const inside = world.livekit.connections(`space-${seat.slug}`).map(({ identity }) => identity);
    for (const generation of seat.live) {
      const identity = identityOf(seat.seatId, generation);
      if (!inside.includes(identity)) broken.push(`${identity} is remembered, and is not there`);
    }
    if (seat.retired || seat.expiresAt <= world.timeline.now) continue;
    const pointer = world.kv.read(seatPointerKey(seat.slug, seat.owner)).value;
    if ((pointer as SeatPointerRow | null)?.seatId !== seat.seatId) {
      broken.push(`${seat.owner} is not pointed to ${seat.seatId}`);
    }
  }
  return broken;
}
