import { expect } from "expect";
import {
  type AccessQuestion,
  decideAccess,
  defaultPublishSources,
  maxParticipantsOf,
  publishSourcesOf,
} from "../../../../lib/server/access/access.ts";
import { mayActOn } from "../../../../lib/contract/roles.ts";
import type { MembershipRow, SpaceRow } from "../../../../lib/server/rows/space_rows.ts";

const everything = ["microphone", "camera", "screen_share", "screen_share_audio"];

const rules: SpaceRow = {
  slug: "tea",
  ownerId: "kim",
  createdAt: 1,
  policy: "open",
  isLocked: false,
  capacity: 2,
  defaultRole: "speaker",
  publishSources: defaultPublishSources,
};

const membership: MembershipRow = {
  personId: "person_1",
  slug: "tea",
  owner: "guest:1",
  participantName: "Lee",
  role: null,
  isBanned: false,
  admittedAt: null,
  refusedUntil: 0,
  linkId: null,
};

function asked(question: Partial<AccessQuestion> = {}) {
  return decideAccess({
    principalId: "guest:1",
    isAdmitted: true,
    rules: null,
    membership: null,
    defaults: { spaces: "open", spaceCapacity: 50 },
    hasPlace: false,
    taken: 0,
    now: 1000,
    ...question,
  });
}

/** `allowed as …`, or the code. */
function outcome(question: Partial<AccessQuestion> = {}): string {
  const access = asked(question);
  return access.isAllowed ? `allowed as ${access.role}` : access.code;
}

Deno.test("decideAccess() lets every session into a space without an owner, as a speaker", () => {
  for (const principalId of ["guest:1", "user:lee"]) {
    expect(asked({ principalId })).toEqual({
      isAllowed: true,
      role: "speaker",
      publishSources: everything,
      capacity: 50,
    });
  }
});

Deno.test("decideAccess() refuses a guest who was not admitted, and every undeclared space", () => {
  expect(outcome({ isAdmitted: false })).toBe("room-mismatch");
  expect(outcome({ isAdmitted: false, principalId: "user:lee" })).toBe("allowed as speaker");
  const defaults = { spaces: "declared", spaceCapacity: 50 } as const;
  expect(outcome({ defaults, isAdmitted: false })).toBe("not-found");
  expect(outcome({ defaults, rules })).toBe("allowed as speaker");
});

Deno.test("decideAccess() refuses a banned person, also with a place and in an open space", () => {
  const isBanned = { ...membership, isBanned: true, role: "moderator" } as const;
  expect(outcome({ membership: isBanned })).toBe("banned");
  expect(outcome({ membership: isBanned, hasPlace: true })).toBe("banned");
  expect(outcome({ membership: isBanned, principalId: "user:kim", rules })).toBe(
    "allowed as owner",
  );
});

Deno.test("decideAccess() takes the role from the space, then the membership, then the default", () => {
  expect(outcome({ rules, principalId: "user:kim" })).toBe("allowed as owner");
  // A guest whose session has the owner's id is not the owner.
  expect(outcome({ rules, principalId: "guest:kim" })).toBe("allowed as speaker");
  const listener = { ...membership, role: "listener" } as const;
  expect(outcome({ rules, membership: listener })).toBe("allowed as listener");
  expect(outcome({ rules: { ...rules, defaultRole: "listener" } })).toBe("allowed as listener");
});

Deno.test("decideAccess() grants the sources that the space grants to the role", () => {
  const publishSources = { ...defaultPublishSources, speaker: ["microphone" as const] };
  const own = { ...rules, publishSources };
  expect(asked({ rules: own })).toMatchObject({ publishSources: ["microphone"] });
  expect(asked({ rules: own, principalId: "user:kim" })).toMatchObject({
    publishSources: everything,
  });
  const listener = { ...membership, role: "listener" } as const;
  expect(asked({ rules: own, membership: listener })).toMatchObject({ publishSources: [] });
});

Deno.test("publishSourcesOf() takes the default where a space was stored before the role existed", () => {
  const { speaker: _, ...stored } = { ...defaultPublishSources, listener: ["camera" as const] };
  const old = { ...rules, publishSources: stored as typeof defaultPublishSources };
  expect(publishSourcesOf(old, "speaker")).toEqual(everything);
  expect(publishSourcesOf(old, "listener")).toEqual(["camera"]);
});

Deno.test("decideAccess() of a locked space lets in people with a place, owners and moderators", () => {
  const locked = { ...rules, isLocked: true };
  expect(outcome({ rules: locked })).toBe("space-locked");
  const member = { ...membership, role: "speaker", admittedAt: 1 } as const;
  expect(outcome({ rules: locked, membership: member })).toBe("space-locked");
  expect(outcome({ rules: locked, hasPlace: true })).toBe("allowed as speaker");
  expect(outcome({ rules: locked, principalId: "user:kim" })).toBe("allowed as owner");
  const moderator = { ...membership, role: "moderator" } as const;
  expect(outcome({ rules: locked, membership: moderator })).toBe("allowed as moderator");
});

Deno.test("decideAccess() of a space for members lets in people with a role or an admission", () => {
  const members = { ...rules, policy: "members" } as const;
  expect(outcome({ rules: members })).toBe("not-a-member");
  expect(outcome({ rules: members, membership })).toBe("not-a-member");
  expect(outcome({ rules: members, membership: { ...membership, admittedAt: 5 } }))
    .toBe("allowed as speaker");
  expect(outcome({ rules: members, membership: { ...membership, role: "listener" } }))
    .toBe("allowed as listener");
  expect(outcome({ rules: members, hasPlace: true })).toBe("allowed as speaker");
});

Deno.test("decideAccess() of a space with knocking: waits, is refused for a while, may knock again", () => {
  const knock = { ...rules, policy: "knock" } as const;
  expect(outcome({ rules: knock })).toBe("waiting-for-admission");
  const refused = { ...membership, refusedUntil: 1001 };
  expect(outcome({ rules: knock, membership: refused })).toBe("knock-refused");
  expect(outcome({ rules: knock, membership: refused, now: 1001 })).toBe("waiting-for-admission");
  expect(outcome({ rules: knock, membership: { ...membership, admittedAt: 5 } }))
    .toBe("allowed as speaker");
});

Deno.test("decideAccess() counts places for a person without one, also for the owner", () => {
  expect(outcome({ rules, taken: 1 })).toBe("allowed as speaker");
  expect(outcome({ rules, taken: 2 })).toBe("space-full");
  expect(outcome({ rules, taken: 2, principalId: "user:kim" })).toBe("space-full");
  expect(outcome({ rules, taken: 9, hasPlace: true })).toBe("allowed as speaker");
  expect(outcome({ taken: 50 })).toBe("space-full");
});

Deno.test("decideAccess() answers the first of several refusals", () => {
  const all = {
    rules: { ...rules, isLocked: true, policy: "members" as const },
    membership: { ...membership, isBanned: true },
    isAdmitted: false,
    taken: 2,
  };
  expect(outcome(all)).toBe("room-mismatch");
  expect(outcome({ ...all, isAdmitted: true })).toBe("banned");
  expect(outcome({ ...all, isAdmitted: true, membership })).toBe("space-locked");
  const unlocked = { ...all.rules, isLocked: false };
  expect(outcome({ ...all, isAdmitted: true, membership, rules: unlocked })).toBe("not-a-member");
});

Deno.test("mayActOn() lets owners act on all, moderators on speakers and listeners alone", () => {
  const roles = ["owner", "moderator", "speaker", "listener"] as const;
  const allowed = roles.map((actor) => roles.filter((target) => mayActOn(actor, target)));
  expect(allowed).toEqual([[...roles], ["speaker", "listener"], [], []]);
});

Deno.test("maxParticipantsOf() leaves room for every person to reload at once", () => {
  expect(maxParticipantsOf(25)).toBe(60);
});
