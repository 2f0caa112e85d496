/** Mutants for the rows of tests/faults/ that are about who holds a seat: real participants notice. */
import type { Mutant } from "./apply.ts";

/** Bounds of half a minute and more are waited for in vain: three times as long is enough. */
const environment = { FAULTS_SLACK: "3" };

const rows = {
  f01: { test: { file: "tests/faults/f01_many_tokens_test.ts" } },
  f02: { test: { file: "tests/faults/f02_stale_last_test.ts" } },
  f03: { test: { file: "tests/faults/f03_frozen_test.ts" } },
  f11: { test: { file: "tests/faults/f11_livekit_killed_test.ts" }, environment },
  f15: { test: { file: "tests/faults/f15_replayed_tokens_test.ts" }, environment },
  f16: { test: { file: "tests/faults/f16_switches_test.ts" } },
  f17: { test: { file: "tests/faults/f17_old_list_test.ts" } },
  f18: { test: { file: "tests/faults/f18_restored_storage_test.ts" }, environment },
  killed: { test: { file: "tests/faults/kill_before_eviction_test.ts" } },
} as const;

export const peopleRows: readonly Mutant[] = [
  {
    name: "f01-mint-unchecked",
    defect: "two requests at once are signed the same generation",
    file: "lib/server/joining/plan_generation.ts",
    search: "checks: [...checks, ...changes.flatMap((change) => change.checks)],",
    replacement: "checks: [],",
    ...rows.f01,
  },
  {
    name: "f02-last-comer-stays",
    defect: "an older one that joins after the newest stays, and so do both",
    file: "lib/server/seats/seats.ts",
    search: "if (generation <= seat.floor) return",
    replacement: "if (generation === seat.floor) return",
    ...rows.f02,
  },
  {
    name: "f03-joined-raises-no-floor",
    defect: "a participant that was frozen while its person joined in a second tab stays",
    file: "lib/server/seats/seats.ts",
    search: "{ ...raiseFloor(seat, generation), live }",
    replacement: "{ ...seat, live }",
    ...rows.f03,
  },
  {
    name: "f11-ghosts-stay",
    defect: "a client that died with LiveKit is in presence for ever",
    file: "lib/server/presence/presence_writes.ts",
    search: "if (isGone) changed.push(",
    replacement: "if (false) changed.push(",
    ...rows.f11,
  },
  {
    name: "f15-copies-stay",
    defect: "`?publish=x` keeps an evicted participant in the room",
    file: "lib/server/seats/evict.ts",
    search: "if (hash < 0) return parseIdentity(identity);",
    replacement: "return parseIdentity(identity);",
    ...rows.f15,
  },
  {
    name: "f15-copies-untold",
    defect: "a copy stays until the reconciler comes",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "return { commit: null, evictionIsDueOf: original.seatId };",
    replacement: "return { commit: null, evictionIsDueOf: null };",
    ...rows.f15,
  },
  {
    name: "f16-sign-out-forgets-seats",
    defect: "a person who signs out stays in the call",
    file: "lib/server/seats/held_seats.ts",
    search: "return rows.flatMap((row) => seatAfterEnd(row, { session, reason }, now) ?? []);",
    replacement:
      "return rows.slice(0, 0).flatMap((row) => seatAfterEnd(row, { session, reason }, now) ?? []);",
    ...rows.f16,
  },
  {
    name: "f16-guest-session-stays",
    defect: "a bare guest cookie opens a space after its guest has signed in",
    file: "lib/server/joining/plan_generation.ts",
    search: "deleteRow(guestSessionKey(guest.session.sessionId)),",
    replacement: "",
    ...rows.f16,
  },
  {
    name: "f16-sign-out-ends-another-device",
    defect: "the laptop's sign-out evicts the phone, which holds the seat by now",
    file: "lib/server/seats/seats.ts",
    search: "if (session !== null && found.seat.session !== session) return null;",
    replacement: "",
    ...rows.f16,
  },
  {
    name: "f17-seats-before-list",
    defect: "a newcomer who joins while LiveKit lists is taken for unknown",
    file: "lib/server/presence/reconcile.ts",
    search: "const participants = await livekit.listParticipants(roomName);",
    replacement: `const known = await kv.list(["seat"], 10_000);
  const read = new Map(known.map((row) => [String(row.key), row]));
  const participants = await livekit.listParticipants(roomName);
  // deno-lint-ignore no-explicit-any
  const getMany: any = (keys: any[]) =>
    Promise.resolve(keys.map((key) => read.get(String(key)) ?? { key, value: null, versionstamp: null }));
  services = { ...services, kv: Object.assign(Object.create(kv), { getMany }) };`,
    ...rows.f17,
  },
  {
    name: "f17-old-list-wins",
    defect: "presence is overwritten by a list from before the newcomer",
    file: "lib/server/presence/reconcile.ts",
    search:
      `  const [space, inhabited] = await kv.getMany([presenceVersionKey(slug), inhabitedSpaceKey(slug)]);
  const participants = await livekit.listParticipants(roomName);`,
    replacement: `  const participants = await livekit.listParticipants(roomName);
  const [space, inhabited] = await kv.getMany([presenceVersionKey(slug), inhabitedSpaceKey(slug)]);`,
    ...rows.f17,
  },
  {
    name: "f18-unknown-seats-stay",
    defect: "after a restore everybody is inside twice, or for ever",
    file: "lib/server/seats/seats.ts",
    search: "return seat !== null && !seat.retired && generation >= seat.floor;",
    replacement: "return seat === null || (!seat.retired && generation >= seat.floor);",
    ...rows.f18,
  },
  {
    name: "killed-debt-is-not-stored",
    defect: "a killed replica's pending eviction is forgotten",
    file: "lib/server/seats/seats.ts",
    search: ': { ...seat, minted, session, floor: minted, floorReason: "taken-over" }',
    replacement: ": { ...seat, minted, session }",
    ...rows.killed,
  },
];
