/** Access to spaces, broken rule by rule. */
import type { Mutant } from "./apply.ts";

const byPeople = { test: { file: "tests/unit/server/spaces/spaces_test.ts", filter: "" } } as const;

function test(filter: string) {
  return { test: { ...byPeople.test, filter } };
}

export const spaceMutants: readonly Mutant[] = [
  {
    name: "door-unchecked",
    defect:
      "two replicas give the last place away twice, and a lock that lands meanwhile is missed",
    file: "lib/server/joining/mint_plan.ts",
    search:
      'if (own === null || facts.reservation !== "existing") { checks.push(unchanged(principal.admissionVersionRow)); }',
    replacement: "",
    ...test("ten for the last place"),
  },
  {
    name: "door-unwritten-by-places",
    defect: "ten people who ask for the last place at once all get it",
    file: "lib/server/joining/mint_plan.ts",
    search: 'if (reservation === "contended") {',
    replacement: "if (!slug) {",
    ...test("ten for the last place"),
  },
  {
    name: "knocks-by-difference",
    defect: "a knock that was decided while the stream was down stays on the page",
    file: "lib/server/http/endpoints/presence_stream.ts",
    search: "let lastKnocks: string | null = null;",
    replacement: 'let lastKnocks: string | null = "[]";',
    test: {
      file: "tests/unit/server/http/endpoints/presence_stream_test.ts",
      filter: "reconnecting stream",
    },
  },
  {
    name: "room-end-in-one-commit",
    defect: "the end of a room with 500 inside is more than one commit takes",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "const part = gone.slice(0, endsPerCommit);",
    replacement: "const part = gone;",
    test: {
      file: "tests/unit/server/presence/apply_webhook_event_test.ts",
      filter: "a finished room of 1,000",
    },
  },
  {
    name: "room-end-seen-too-soon",
    defect: "of a room with hundreds inside most stay told as present",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "...(hasMore ? [] : [setRow(seen.key, { appliedAt: at }, webhookEventLifeMs)]),",
    replacement: "setRow(seen.key, { appliedAt: at }, webhookEventLifeMs),",
    test: {
      file: "tests/unit/server/presence/apply_webhook_event_test.ts",
      filter: "a finished room of 1,000",
    },
  },
  {
    name: "made-over-a-guests-head",
    defect: "a large space gets an owner while a guest's token is on its way",
    file: "lib/server/joining/plan_entry.ts",
    search: "isScarce || who.admissionVersionRow.value?.isBeingMade ?",
    replacement: "isScarce ?",
    ...test("at the same moment, whatever its capacity"),
  },
  {
    name: "link-role-waits",
    defect:
      "a role that a link gives a person inside reaches LiveKit with the reconciler's next round",
    file: "lib/server/spaces/guest_links.ts",
    search: "if (seatId !== undefined) await syncPermissions(services, slug, { seatId });",
    replacement: "",
    ...test("a role that a link gives, and an owner's"),
  },
  {
    name: "link-role-missed-by-a-token",
    defect: "a token that is minted while a link is used has the role from before",
    file: "lib/server/spaces/guest_links.ts",
    search: "...(seat ? [...seat.writes, admissionVersionChange(services, slug)] : [])",
    replacement: "...[]",
    ...test("a role that a link gives while a token is minted"),
  },
  {
    name: "devices-in-one-commit",
    defect: "two devices of one person that come at once where places are scarce get a seat each",
    file: "lib/server/joining/join_queue.ts",
    search: "if (!fits || touched.conflictsWith(keys)) continue;",
    replacement: "if (!fits) continue;",
    test: { file: "tests/unit/server/joining/join_queue_test.ts", filter: "devices come at once" },
  },
  {
    name: "late-unanswered",
    defect: "a person who came too late once gets no token any more until the server starts anew",
    file: "lib/server/joining/join_queue.ts",
    search: "for (const { reject } of late) reject(storageTimeout());",
    replacement: "",
    test: {
      file: "tests/unit/server/joining/join_queue_test.ts",
      filter: "a request that is too late",
    },
  },
  {
    name: "company-counted-for-good",
    defect: "a person's second device hears that the space is full, because of their first one",
    file: "lib/server/joining/join_queue.ts",
    search: "if (before > 0) return void behind.push(arrival);",
    replacement: "if (!services) return;",
    test: {
      file: "tests/unit/server/joining/join_queue_test.ts",
      filter: "do not take in the end",
    },
  },
  {
    name: "space-gone-people-in",
    defect:
      "a space is deleted, the reply is lost, and people stay inside a space that cannot be deleted any more",
    file: "lib/server/spaces/delete_space.ts",
    search: 'if (isLast && error instanceof AppError && error.code === "not-found") return true;',
    replacement: "",
    test: { file: "tests/unit/server/spaces/deletion_test.ts", filter: "lost reply" },
  },
  {
    name: "orphaned-space",
    defect:
      "a space that is made while its person's account goes can be neither owned nor deleted, for ever",
    file: "lib/server/spaces/delete_account.ts",
    search: "await releaseSpaces(services, userId);",
    replacement: "",
    test: { file: "tests/unit/server/spaces/deletion_test.ts", filter: "another tab makes" },
  },
  {
    name: "counted-by-another-door",
    defect: "a person's second device takes a place that another person has just taken",
    file: "lib/server/joining/join_queue.ts",
    search: "isSame ? { places, before } : undefined",
    replacement: "isSame || { places, before } ? { places, before } : undefined",
    test: { file: "tests/unit/server/joining/join_queue_test.ts", filter: "counts places anew" },
  },
  {
    name: "door-unwritten-by-changes",
    defect: "a token is minted by rules that were changed meanwhile",
    file: "lib/server/spaces/spaces.ts",
    search:
      "const writes = [setRow(spaceKey(slug), rules), admissionVersionChange(services, slug), ...(chatRow",
    replacement: "const writes = [setRow(spaceKey(slug), rules), ...(chatRow",
    ...test("a lock that lands during"),
  },
  {
    name: "ban-writes-no-door",
    defect: "a person who takes a place at the moment of a ban is admitted",
    file: "lib/server/joining/mint_plan.ts",
    search: "...changes.flatMap((change) => change.checks)],",
    replacement: "],",
    ...test("a ban that lands while"),
  },
  {
    name: "place-not-renewed",
    defect: "a reload loses its place in a full space between left and joined",
    file: "lib/server/joining/mint_plan.ts",
    search:
      "const writes = [setRow(reservationKey(slug, principal.principalId), { seatId, until: now + lifeMs }, lifeMs)];",
    replacement:
      'const writes = reservation !== "existing" ? [setRow(reservationKey(slug, principal.owner), { seatId, until: now + lifeMs }, lifeMs)] : [];',
    ...test("a reload keeps its place"),
  },
  {
    name: "place-outlives-its-token",
    defect: "a person who has left keeps their place in a full space for minutes",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "return change && isUsed ? [deleteRow(reservationKey(slug, change.seat.owner))] : [];",
    replacement: "return isUsed ? [] : [];",
    ...test("a place is free again"),
  },
  {
    name: "removed-has-a-place",
    defect: "a person who was just removed comes back through a lock",
    file: "lib/server/access/capacity.ts",
    search: "inside.some((row) => isOwn(row) && row.generation >= seat.floor && !seat.retired),",
    replacement: "inside.some((row) => isOwn(row)),",
    ...test("a person who was removed"),
  },
  {
    name: "banned-is-seen",
    defect: "others see a banned person in the list for a moment",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "const row = isRefused ? null :",
    replacement: "const row = false ? null :",
    ...test("a banned person is evicted"),
  },
  {
    name: "ban-forgotten-at-sign-in",
    defect: "a banned guest enters by signing in",
    file: "lib/server/access/refusals.ts",
    search: 'if (refusal.code === "banned") await copyGuestBanToUser(services, refusal);',
    replacement: "",
    ...test("a banned person is evicted"),
  },
  {
    name: "moderator-unchecked-in-commit",
    defect: "a demoted moderator still removes people",
    file: "lib/server/spaces/commit_as_moderator.ts",
    search: "const checks = [...moderator.checks, ...commit?.checks ?? []];",
    replacement: "const checks = [...commit?.checks ?? []];",
    ...test("a moderator who loses the role"),
  },
  {
    name: "anybody-moderates",
    defect: "a guest removes others",
    file: "lib/server/spaces/commit_as_moderator.ts",
    search: "if (isBanned || !mayModerate(role)) throw notAllowed();",
    replacement: "",
    ...test("moderation is refused to"),
  },
  {
    name: "moderators-make-moderators",
    defect: "a moderator gives away what only the owner may give",
    file: "lib/server/spaces/people.ts",
    search: 'if (change.role === "moderator" && role !== "owner") throw notAllowed();',
    replacement: "",
    ...test("moderation is refused to"),
  },
  {
    name: "link-uses-unchecked",
    defect: "a link lets in as many as use it at once",
    file: "lib/server/spaces/guest_links.ts",
    search: "const read = [principal.sessionRow, linkRow, membershipRow,",
    replacement: "const read = [principal.sessionRow, membershipRow,",
    ...test("a link used by ten"),
  },
  {
    name: "link-before-its-time",
    defect: "a link opens before it should",
    file: "lib/server/spaces/guest_links.ts",
    search: "at < link.notBefore ||",
    replacement: "",
    ...test("a link that is forged"),
  },
  {
    name: "claimed-over-heads",
    defect: "a stranger takes over a call that is going on",
    file: "lib/server/spaces/spaces.ts",
    search: "if (before !== null || taken > 0) {",
    replacement: "if (before !== null) {",
    ...test("a space is made by"),
  },
  {
    name: "role-change-untouched",
    defect: "a token that is minted meanwhile has the role of before",
    file: "lib/server/spaces/apply_moderation.ts",
    search: "...(seat?.writes ?? []),",
    replacement: "",
    ...test("a role that is withdrawn while"),
  },
];
