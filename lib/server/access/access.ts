/** What a person may do in a space: a pure decision over rows (docs/decisions/008-who-may-enter.md). */
import type { ErrorCode } from "../../contract/errors.ts";
import type { Role } from "../../contract/participant.ts";
import { mayModerate } from "../../contract/roles.ts";
import type { PublishSource, PublishSources } from "../../contract/space.ts";
import { kindOfPrincipal, type MembershipRow, type SpaceRow } from "../rows/space_rows.ts";

/** What is so where a space itself says nothing. */
export interface SpaceDefaults {
  /** `declared`: a space that nobody made is none. */
  readonly spaces: "open" | "declared";
  readonly spaceCapacity: number;
}

/** All that the decision looks at. */
export interface AccessQuestion {
  /** Who asks: `user:<userId>` or `guest:<sessionId>`. */
  readonly principalId: string;
  /** A guest needs to have been admitted to the space by `POST /api/guest-sessions`; users do not. */
  readonly isAdmitted: boolean;
  readonly rules: SpaceRow | null;
  readonly membership: MembershipRow | null;
  readonly defaults: SpaceDefaults;
  /** Is inside, or has a token with which to come in: never refused for a lock, a policy or a capacity. */
  readonly hasPlace: boolean;
  /** Places that other people have. */
  readonly taken: number;
  readonly now: number;
}

/** The decision: what somebody may do inside, or the code of why they may not enter. */
export type Access =
  | {
    readonly isAllowed: true;
    readonly role: Role;
    readonly publishSources: readonly PublishSource[];
    /** People in the space. */
    readonly capacity: number;
  }
  | { readonly isAllowed: false; readonly code: ErrorCode };

const everySource: readonly PublishSource[] = [
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
];

/** What each role may publish where the space says nothing else. */
export const defaultPublishSources: PublishSources = {
  moderator: [...everySource],
  speaker: [...everySource],
  listener: [],
};

/** Whether somebody may enter, and as what. The first refusal that applies is the answer. */
export function decideAccess(question: AccessQuestion): Access {
  const { rules, membership, defaults, hasPlace, taken } = question;
  const refuse = (code: ErrorCode): Access => ({ isAllowed: false, code });
  if (rules === null && defaults.spaces === "declared") return refuse("not-found");
  if (kindOfPrincipal(question.principalId) === "guest" && !question.isAdmitted) {
    return refuse("room-mismatch");
  }
  const role = roleOf(question);
  if (membership?.isBanned && role !== "owner") return refuse("banned");
  const capacity = rules?.capacity ?? defaults.spaceCapacity;
  if (!hasPlace) {
    if (!mayModerate(role)) {
      if (rules?.isLocked) return refuse("space-locked");
      const code = refusalByPolicy(question);
      if (code) return refuse(code);
    }
    if (taken >= capacity) return refuse("space-full");
  }
  return { isAllowed: true, role, publishSources: publishSourcesOf(rules, role), capacity };
}

/** Is let in although the space is for members, or one has to knock: by being let in, by a link, or by a role. */
export function isMember(membership: MembershipRow | null): boolean {
  return membership !== null && (membership.admittedAt !== null || membership.role !== null);
}

function refusalByPolicy({ rules, membership, now }: AccessQuestion): ErrorCode | null {
  if (isMember(membership)) return null;
  switch (rules?.policy ?? "open") {
    case "open":
      return null;
    case "members":
      return "not-a-member";
    case "knock":
      return membership && now < membership.refusedUntil
        ? "knock-refused"
        : "waiting-for-admission";
  }
}

/** The owner by the space's row, else what the standing says, else the space's default. */
export function roleOf(
  { principalId, rules, membership }: Pick<AccessQuestion, "principalId" | "rules" | "membership">,
): Role {
  if (rules !== null && principalId === `user:${rules.ownerId}`) return "owner";
  return membership?.role ?? rules?.defaultRole ?? "speaker";
}

/** What a role may send in a space; an owner everything. */
export function publishSourcesOf(rules: SpaceRow | null, role: Role): readonly PublishSource[] {
  if (role === "owner") return everySource;
  return (rules?.publishSources ?? defaultPublishSources)[role];
}

/** LiveKit's own limit for a room: wide, since a reload is two participants for a moment. */
export function maxParticipantsOf(capacity: number): number {
  return 2 * capacity + 10;
}
