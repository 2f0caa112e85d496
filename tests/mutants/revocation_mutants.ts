/** Rights that a moderator takes back, and rows that a person leaves behind, broken rule by rule. */
import type { Mutant } from "./apply.ts";

function by(filter: string, name = "spaces/revocation") {
  return { test: { file: `tests/unit/server/${name}_test.ts`, filter } } as const;
}

export const revocationMutants: readonly Mutant[] = [
  {
    name: "ban-forgets-touched-links",
    defect: "a guest whose role was changed by hand is banned, and back by the same link",
    file: "lib/server/access/memberships.ts",
    search: "return membership?.linkIds ?? (membership?.linkId ? [membership.linkId] : []);",
    replacement: "return membership?.linkId ? [membership.linkId] : [];",
    ...by("a ban ends the link"),
  },
  {
    name: "ban-forgets-a-guests-links",
    defect: "a user is banned, and back by the link that they came by as a guest",
    file: "lib/server/access/memberships.ts",
    search: "return theirs.every((linkId) => own.includes(linkId)) ? user : { ...user, linkIds };",
    replacement: "return theirs.every((linkId) => own.includes(linkId)) ? user : user;",
    ...by("a ban ends every link"),
  },
  {
    name: "link-gives-back",
    defect: "a removed person is told that the link is still theirs",
    file: "lib/server/spaces/guest_links.ts",
    search: "if (isMember(membershipRow.value)) return { commit: null, value: roleBy() };",
    replacement: "return { commit: null, value: roleBy() };",
    ...by("a used link gives nothing back"),
  },
  {
    name: "link-of-a-demoted-maker",
    defect: "a demoted moderator comes back by a link that they made before",
    file: "lib/server/spaces/guest_links.ts",
    search: "if (!mayVouch(makerRow)) throw spent();",
    replacement: "",
    ...by("links of a moderator"),
  },
  {
    name: "links-maker-unchecked",
    defect: "a link is used at the very moment at which its maker is demoted",
    file: "lib/server/spaces/guest_links.ts",
    search: "membershipRow, ...(makerRow ? [makerRow] : [])]",
    replacement: "membershipRow]",
    ...by("a link is not used at the moment"),
  },
  {
    name: "let-in-no-longer-by-role",
    defect:
      "a person whose admission was taken enters all the same, by the role that they were given",
    file: "lib/server/spaces/people.ts",
    search: "if (change.isAdmitted === false) membership = revokeEntry(membership);",
    replacement:
      "if (change.isAdmitted === false) membership = { ...revokeEntry(membership), role: membership.role };",
    ...by("whose admission is withdrawn is evicted"),
  },
  {
    name: "let-in-no-longer-and-inside",
    defect: "a person whose admission was taken stays inside for as long as they like",
    file: "lib/server/spaces/people.ts",
    search: 'isRefused ? "removed" : null',
    replacement: "isRefused ? null : null",
    ...by("whose admission is withdrawn is evicted"),
  },
  {
    name: "list-keeps-the-forgotten",
    defect: "a person taken off the list is still on it",
    file: "lib/server/spaces/people.ts",
    search: "isListed || isBanned",
    replacement: "isListed || !isBanned || isBanned",
    ...by("a person taken off the list"),
  },
  {
    name: "ban-of-whoever-it-was",
    defect: "a person who signs in at the moment of a ban is not banned",
    file: "lib/server/spaces/apply_moderation.ts",
    search: "checks: [...target.checks, ",
    replacement: "checks: [unchanged(membershipRow), ",
    ...by("a ban that comes while a guest signs in"),
  },
  {
    name: "sign-out-leaves-a-guest",
    defect: "the next person at a shared computer is the guest that was there, and a moderator",
    file: "lib/server/http/endpoints/user_sessions.ts",
    search: "const endGuest = () => endGuestSession(services, guestCookie);",
    replacement: "const endGuest = () => endGuestSession(services, guestCookie && null);",
    ...by("leaves no guest session behind", "sessions/shared_browser"),
  },
  {
    name: "next-user-inherits-a-guest",
    defect: "a user who signs in where another is signed in takes over that one's seat",
    file: "lib/server/http/kit/signed_in.ts",
    search: "opened.replacesOtherUser ? await endGuestSession(services, cookies.guest) : []",
    replacement: "[]",
    ...by("leaves no guest session behind", "sessions/shared_browser"),
  },
  {
    name: "end-for-all-gives-up",
    defect: "the call is ended for all, storage is late for one of them, and everybody stays",
    file: "lib/server/spaces/disconnect_all.ts",
    search: "if (hasBegun) await settledWithin(lateWaitMs, follow());",
    replacement: "",
    test: {
      file: "tests/unit/server/spaces/spaces_test.ts",
      filter: "ending for all disconnects the others",
    },
  },
  {
    name: "end-for-all-by-anybody",
    defect: "any request ends the call for all, and is refused afterwards",
    file: "lib/server/spaces/disconnect_all.ts",
    search: "if (hasBegun) await settledWithin(lateWaitMs, follow());",
    replacement: "await settledWithin(lateWaitMs, follow());",
    test: {
      file: "tests/unit/server/spaces/spaces_test.ts",
      filter: "ending for all reads ten seats",
    },
  },
];
