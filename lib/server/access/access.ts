/** What a person may do in a space: a pure decision over rows (docs/decisions/008-who-may-enter.md). */
import type { ErrorCode } from "../../contract/errors.ts";
import type { Role } from "../../contract/participant.ts";
import { mayModerate } from "../../contract/roles.ts";
import type { PublishSource, PublishSources } from "../../contract/space.ts";
import { kindOfPrincipal, type MembershipRow, type SpaceRow } from "../rows/space_rows.ts";

/** The rules where a space has none of its own. */
export interface SpaceDefaults {
  /** `declared`: a space without a row is `not-found`. */
  readonly spaces: "open" | "declared";
  readonly spaceCapacity: number;
}

/** The decision's input. */
export interface AccessQuestion {
  /** `user:<userId>` or `guest:<sessionId>`. */
  readonly principalId: string;
  /** Whether `POST /api/guest-sessions` admitted this guest to the space; not looked at for users. */
  readonly isAdmitted: boolean;
  readonly rules: SpaceRow | null;
  readonly membership: MembershipRow | null;
  readonly defaults: SpaceDefaults;
  /** Is connected or has a reservation: never refused for a lock, a policy or the capacity. */
  readonly hasPlace: boolean;
  /** Places that other people have, connected or reserved. */
  readonly taken: number;
  readonly now: number;
}

/** The decision: the role and the publish sources, or the code of the refusal. */
export type Access =
  | {
    readonly isAllowed: true;
    readonly role: Role;
    readonly publishSources: readonly PublishSource[];
    /** The most people that the space takes. */
    readonly capacity: number;
  }
  | { readonly isAllowed: false; readonly code: ErrorCode };

const everySource: readonly PublishSource[] = [
  "microphone",
  "camera",
  "screen_share",
  "screen_share_audio",
];

/** The sources of each role where the space's row has none. */
export const defaultPublishSources: PublishSources = {
  moderator: [...everySource],
  speaker: [...everySource],
  listener: [],
};

/** Decides whether a principal may enter, and in which role. The first refusal that applies is the answer. */
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

/** Whether the membership lets in where the policy is `members` or `knock`: by an admission, a link or a role. */
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

/** The role: owner by the space's row, else the membership's, else the space's default. */
export function roleOf(
  { principalId, rules, membership }: Pick<AccessQuestion, "principalId" | "rules" | "membership">,
): Role {
  if (rules !== null && principalId === `user:${rules.ownerId}`) return "owner";
  return membership?.role ?? rules?.defaultRole ?? "speaker";
}

/**
 * The sources that a role may publish in a space; an owner every source. A space that was stored before a role existed
 * has no entry for it: then the default holds.
 */
export function publishSourcesOf(rules: SpaceRow | null, role: Role): readonly PublishSource[] {
  if (role === "owner") return everySource;
  const stored: Partial<PublishSources> = rules?.publishSources ?? {};
  return stored[role] ?? defaultPublishSources[role];
}

/** LiveKit's own limit for a room: wide, since each reload is two participants for a moment. */
export function maxParticipantsOf(capacity: number): number {
  return 2 * capacity + 10;
}
