/**
 * The table of mutants: each rule of the design, broken once. Rows of tests/faults/ add theirs below, one object each.
 * mutants_test.ts checks that every search text is found in its file. A table, so one long file.
 */
import type { Mutant } from "./apply.ts";
import { accountRows } from "./account_mutants.ts";
import { gateMutants } from "./gate_mutants.ts";
import { installationMutants } from "./installation_mutants.ts";
import { chatMutants } from "./chat_mutants.ts";
import { encryptionMutants } from "./encryption_mutants.ts";
import { layoutMutants } from "./layout_mutants.ts";
import { nameMutants } from "./name_mutants.ts";
import { peopleRows } from "./people_mutants.ts";
import { soundMutants } from "./sound_mutants.ts";
import { spaceMutants } from "./space_mutants.ts";
import { storageMutants } from "./storage_mutants.ts";
import { revocationMutants } from "./revocation_mutants.ts";

/** The model's thousand sequences notice; the seed is fixed so that the table is the same each time. */
const byModel = {
  test: { file: "tests/model/model_test.ts", filter: "sequences of people" },
  environment: { MODEL_SEED: "1", MODEL_SEQUENCES: "2000", MODEL_SHRINK: "off" },
} as const;

const seatRule: readonly Mutant[] = [
  {
    name: "joined-raises-no-floor",
    defect: "a newer connection of the same session does not evict the older one",
    file: "lib/server/seats/seats.ts",
    search: "{ ...raiseFloor(seat, generation), live }",
    replacement: "{ ...seat, live }",
    ...byModel,
  },
  {
    name: "left-raises-no-floor",
    defect: "where only *left* of the newest arrives, an older one stays",
    file: "lib/server/seats/seats.ts",
    search: "{ ...raiseFloor(found.seat, generation), live }",
    replacement: "{ ...found.seat, live }",
    test: {
      file: "tests/unit/server/seats/seats_test.ts",
      filter: "seatAfterLeft() raises the floor",
    },
  },
  {
    name: "aborted-raises-the-floor",
    defect: "a connection that never became active evicts the one that works",
    file: "lib/server/seats/seats.ts",
    search:
      "if (found === null || live.length === found.seat.live.length) return null;\n  return changeSeat(found, { ...found.seat, live }, now);",
    replacement:
      "if (found === null) return null;\n  return changeSeat(found, { ...raiseFloor(found.seat, Math.max(...generations)), live }, now);",
    ...byModel,
  },
  {
    name: "unused-token-evicts",
    defect: "a token that the same session asks for, and never uses, evicts its person",
    file: "lib/server/seats/seats.ts",
    search: "seat.session === session\n      ? { ...seat, minted }",
    replacement: "false\n      ? { ...seat, minted }",
    ...byModel,
  },
  {
    name: "switch-raises-no-floor",
    defect: "the laptop does not evict the phone",
    file: "lib/server/seats/seats.ts",
    search: ': { ...seat, minted, session, floor: minted, floorReason: "taken-over" }',
    replacement: ": { ...seat, minted, session }",
    ...byModel,
  },
  {
    name: "floor-falls",
    defect: "a late event of an older generation lets it in again",
    file: "lib/server/seats/seats.ts",
    search: "if (generation <= seat.floor) return",
    replacement: "if (generation < 0) return",
    ...byModel,
  },
  {
    name: "sign-in-raises-no-floor",
    defect: "the guest's tab stays when the guest has signed in",
    file: "lib/server/seats/seats.ts",
    search:
      '{ ...found.seat, owner, session, minted, floor: minted, floorReason: "taken-over", pointerUntil: 0 }',
    replacement: "{ ...found.seat, owner, session, minted, pointerUntil: 0 }",
    ...byModel,
  },
  {
    name: "nobody-retires",
    defect: "the seat of a guest who has a seat as a user elsewhere is not retired",
    file: "lib/server/seats/seats.ts",
    search: "{ ...found.seat, retired: true, minted,",
    replacement: "{ ...found.seat, minted,",
    ...byModel,
  },
  {
    name: "sign-out-raises-no-floor",
    defect: "a person who signs out stays in the room",
    file: "lib/server/seats/seats.ts",
    search: "{ ...found.seat, minted, floor: minted, floorReason: reason }",
    replacement: "{ ...found.seat, minted, floorReason: reason }",
    ...byModel,
  },
  {
    name: "sign-out-ends-others",
    defect: "signing out on the phone evicts the laptop, which holds the seat by now",
    file: "lib/server/seats/seats.ts",
    search: "if (session !== null && found.seat.session !== session) return null;",
    replacement: "",
    test: {
      file: "tests/model/model_test.ts",
      filter: "once broken: ",
    },
  },
  {
    name: "retired-may-stay",
    defect: "a participant of a retired seat stays",
    file: "lib/server/seats/seats.ts",
    search: "seat !== null && !seat.retired && generation >= seat.floor",
    replacement: "seat !== null && generation >= seat.floor",
    test: { file: "tests/unit/server/seats/seats_test.ts", filter: "mayStay()" },
  },
  {
    name: "unknown-may-stay",
    defect: "no participant is evicted after a backup without seats was restored",
    file: "lib/server/seats/seats.ts",
    search: "seat !== null && !seat.retired && generation >= seat.floor",
    replacement: "seat === null || (!seat.retired && generation >= seat.floor)",
    ...byModel,
  },
  {
    name: "the-newest-goes",
    defect: "the generation at the floor itself is evicted",
    file: "lib/server/seats/seats.ts",
    search: "&& generation >= seat.floor",
    replacement: "&& generation > seat.floor",
    ...byModel,
  },
  {
    name: "seat-unchecked",
    defect: "two requests at once get the same generation",
    file: "lib/server/seats/seats.ts",
    search: "checks: [{ key: seatKey(seat.seatId), versionstamp: before.versionstamp }]",
    replacement: "checks: []",
    ...byModel,
  },
  {
    name: "pointer-not-renewed",
    defect: "a pointer ends before its seat, and the person gets another one",
    file: "lib/server/seats/seats.ts",
    search: "pointerUntil >= now + storedMs",
    replacement: "pointerUntil >= now",
    test: { file: "tests/unit/server/seats/seats_test.ts", filter: "would end first" },
  },
];

const eviction: readonly Mutant[] = [
  {
    name: "copies-stay",
    defect: "one token fills a room by `?publish=x`",
    file: "lib/server/seats/evict.ts",
    search: "const original = parseIdentity(identity.slice(0, hash));",
    replacement: "const original = null as ReturnType<typeof parseIdentity>;",
    ...byModel,
  },
  {
    name: "strangers-go",
    defect: "participants without an installation are evicted: an older Madang's people",
    file: "lib/server/livekit/installation.ts",
    search: "return told === undefined ? isKnown : told === installationId;",
    replacement: "return told === undefined || told === installationId;",
    test: { file: "tests/unit/server/livekit/installation_test.ts", filter: "before there were" },
  },
];

const minting: readonly Mutant[] = [
  {
    name: "session-unchecked",
    defect: "a token is minted for a session that ended meanwhile",
    file: "lib/server/joining/plan_generation.ts",
    search: "const checks = [unchanged(principal.sessionRow)];",
    replacement: 'const checks: KvCommit["checks"][number][] = [];',
    ...byModel,
  },
  {
    name: "guest-session-outlives-sign-in",
    defect: "after a sign-in the bare guest cookie still opens a seat",
    file: "lib/server/joining/plan_generation.ts",
    search: "deleteRow(guestSessionKey(guest.session.sessionId)),",
    replacement: "",
    test: {
      file: "tests/model/model_test.ts",
      filter: "once broken: ",
    },
  },
  {
    name: "guest-owner-row-outlives-sign-in",
    defect: "the guest's pointer still leads to the user's seat",
    file: "lib/server/joining/plan_generation.ts",
    search: "deleteRow(seatPointerKey(slug, guest.principalId))",
    replacement: "...[]",
    ...byModel,
  },
  {
    name: "guest-seats-elsewhere-outlive-sign-in",
    defect: "the guest's tab in another space stays, though its session ended",
    file: "lib/server/joining/plan_generation.ts",
    search: 'changes.push(...endHeldSeats(facts.endingGuestSeats, sessionId, "ended", now));',
    replacement: "void sessionId;",
    ...byModel,
  },
  {
    name: "users-pointer-unchecked-at-sign-in",
    defect: "two requests at once give a user two seats in one space",
    file: "lib/server/joining/plan_generation.ts",
    search:
      "{ owner: principal.principalId, session }, now);\n    checks.push(unchanged(principal.pointerRow));",
    replacement: "{ owner: principal.principalId, session }, now);",
    test: {
      file: "tests/unit/server/joining/issue_generation_test.ts",
      filter: "two guests who turn out",
    },
  },
  {
    name: "pointer-unchecked-at-relink",
    defect: "a seat whose pointer a restore lost takes the place of one that was made meanwhile",
    file: "lib/server/joining/plan_generation.ts",
    search: "if (!isLinked) checks.push(unchanged(principal.pointerRow));",
    replacement: "",
    test: {
      file: "tests/unit/server/joining/issue_generation_test.ts",
      filter: "lacks the pointer",
    },
  },
  {
    name: "pointed-to-anyone",
    defect: "a pointer of a restored storage gives a person the seat of another",
    file: "lib/server/seats/seats.ts",
    search: "seat.slug !== slug || seat.owner !== owner || seat.retired",
    replacement: "seat.slug !== slug || seat.retired",
    test: { file: "tests/unit/server/joining/issue_generation_test.ts", filter: "leads to none" },
  },
  {
    name: "ended-session-uncommitted",
    defect: "a sign-out races with a token request and loses",
    file: "lib/server/sessions/guest_sessions.ts",
    search: "checks: [unchanged(row), ...held.map(unchanged)],",
    replacement: "checks: held.map(unchanged),",
    ...byModel,
  },
  {
    name: "seat-of-another-session-unchecked",
    defect: "a session that ends while it takes its seat back holds it for ever",
    file: "lib/server/sessions/guest_sessions.ts",
    search: "...held.map(unchanged)],",
    replacement: "...changes.flatMap((change) => change.checks)],",
    test: {
      file: "tests/unit/server/sessions/user_sessions_test.ts",
      filter: "a seat that the session takes back",
    },
  },
];

const events: readonly Mutant[] = [
  {
    name: "connection-unchecked",
    defect: "a write that lands late brings back a participant that left",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "checks: [unchanged(connection), ...(seat?.checks ?? [])],",
    replacement: "checks: [...(seat?.checks ?? [])],",
    test: {
      file: "tests/unit/server/presence/apply_webhook_event_test.ts",
      filter: "lands after the reconciler",
    },
  },
  {
    name: "tombstones-rise",
    defect: "a *joined* that comes after its *left* brings its participant back",
    file: "lib/server/presence/presence_writes.ts",
    search: "return before === null ? { ...told, leftAtMs: null } : null;",
    replacement: "return { ...told, leftAtMs: null };",
    ...byModel,
  },
  {
    name: "storage-failure-is-200",
    defect: "LiveKit is told that an event was stored, and the event is lost",
    file: "lib/server/http/endpoints/webhook.ts",
    search: "return await applyWebhookEvent(services, event);",
    replacement:
      "return await applyWebhookEvent(services, event).catch(() => ({ slug: null, evictionIsDueOf: null, arrived: null }));",
    test: {
      file: "tests/unit/server/http/endpoints/webhook_endpoint_test.ts",
      filter: "storage fails",
    },
  },
  {
    name: "refused-are-live",
    defect: "a stale participant whose *left* was lost costs a call to LiveKit at each token",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "isJoined && (isOver || isRefused) ?",
    replacement: "isJoined && isOver ?",
    test: {
      file: "tests/unit/server/presence/apply_webhook_event_test.ts",
      filter: "does not count as live",
    },
  },
  {
    name: "finished-room-is-final",
    defect:
      "a participant that joins in the second in which another room of that name ends is never shown",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: 'toldBy: "reconciler" as const',
    replacement: 'toldBy: "webhook" as const',
    test: {
      file: "tests/unit/server/presence/apply_webhook_event_test.ts",
      filter: "ended by mistake",
    },
  },
  {
    name: "presence-by-identity",
    defect: "*left* of an old connection erases the new one of the same identity",
    file: "lib/server/rows/presence_rows.ts",
    search: 'return ["presence", slug, sid];',
    replacement: 'return ["presence", slug, "one"];',
    ...byModel,
  },
];

const reconciler: readonly Mutant[] = [
  {
    name: "sighting-raises-no-floor",
    defect: "two of one seat whose *joined* were lost both stay",
    file: "lib/server/seats/seats.ts",
    search: "return changeSeat(found, raiseFloor(found.seat, generation), now);",
    replacement: "return changeSeat(found, found.seat, now);",
    test: {
      file: "tests/unit/server/presence/reconcile_test.ts",
      filter: "whose joined events were lost",
    },
  },
  {
    name: "old-list-wins",
    defect: "the reconciler commits an old list over a newer event",
    file: "lib/server/presence/reconcile.ts",
    search: "kv.commit({ checks: [unchanged(space)], writes })",
    replacement: "kv.commit({ checks: [], writes })",
    test: { file: "tests/unit/server/presence/reconcile_test.ts", filter: "held an old list" },
  },
  {
    name: "joining-count",
    defect: "a participant that is not yet active counts as inside",
    file: "lib/server/presence/presence_writes.ts",
    search: "if (who === null || !participant.isActive) continue;",
    replacement: "if (who === null) continue;",
    test: {
      file: "tests/unit/server/presence/reconcile_test.ts",
      filter: "when no event ever came",
    },
  },
  {
    name: "ghosts-stay",
    defect: "whose *left* was lost is inside for ever",
    file: "lib/server/presence/presence_writes.ts",
    search: "if (isGone) changed.push(",
    replacement: "if (false) changed.push(",
    ...byModel,
  },
  {
    name: "sighting-tried-once",
    defect: "a token of the same moment keeps the older of two in the room until the next round",
    file: "lib/server/presence/reconcile.ts",
    search: "const sightingTries = 3;",
    replacement: "const sightingTries = 1;",
    test: { file: "tests/unit/server/presence/reconcile_test.ts", filter: "to another token" },
  },
  {
    name: "gone-keep-a-place",
    defect: "a person who is gone with the room, its *left* lost, passes a later lock",
    file: "lib/server/presence/reconcile.ts",
    search: 'if (!await forgetGoneGenerations(services, space, after)) return "lost";',
    replacement: "",
    test: { file: "tests/unit/server/spaces/spaces_test.ts", filter: "pass a later lock" },
  },
  {
    name: "back-and-forgotten",
    defect: "a person who returns while the reconciler looks has no place where places are scarce",
    file: "lib/server/presence/reconcile.ts",
    search: "checks: [unchanged(space), ...change.checks], writes: change.writes",
    replacement: "...change",
    test: {
      file: "tests/unit/server/presence/reconcile_test.ts",
      filter: "back under another sid",
    },
  },
  {
    name: "livekits-rooms-overlooked",
    defect: "a space that storage has never seen is not put right",
    file: "lib/server/presence/reconcile_rounds.ts",
    search: "...roomNames.flatMap((roomName) => slugOf(roomName) ?? []),",
    replacement: "",
    test: {
      file: "tests/unit/server/presence/reconcile_test.ts",
      filter: "reconcileAll() visits",
    },
  },
  {
    name: "no-rounds",
    defect: "nothing is reconciled without requests",
    file: "lib/server/presence/reconcile_rounds.ts",
    search: "if (row.value && isWithin(roundAfterMs, row.value.beganAtMs, now())) return false;",
    replacement: "if (row.value) return false;",
    ...byModel,
  },
];

const presence: readonly Mutant[] = [
  {
    name: "presence-cut-short",
    defect: "presence is wrong where hundreds have left lately",
    file: "lib/server/presence/presence.ts",
    search: "presencePrefix(slug), allConnections)",
    replacement: "presencePrefix(slug))",
    test: { file: "tests/unit/server/presence/presence_test.ts" },
  },
  {
    name: "newer-version-untold",
    defect: "a stream misses a participant that joined between two of its reads",
    file: "lib/server/presence/presence_feed.ts",
    search: "if (JSON.stringify(space.latest) === JSON.stringify(reading)) return;",
    replacement: `const contentOf = (one: SpaceReading | null) =>
      JSON.stringify({ ...one, version: "" });
    if (contentOf(space.latest) === contentOf(reading)) return;`,
    test: {
      file: "tests/unit/server/presence/presence_feed_test.ts",
      filter: "and that of the list",
    },
  },
];

export const mutants: readonly Mutant[] = [
  ...seatRule,
  ...eviction,
  ...minting,
  ...events,
  ...reconciler,
  ...presence,
  ...peopleRows,
  ...accountRows,
  ...storageMutants,
  ...chatMutants,
  ...encryptionMutants,
  ...soundMutants,
  ...layoutMutants,
  ...nameMutants,
  ...spaceMutants,
  ...gateMutants,
  ...revocationMutants,
  ...installationMutants,
];
