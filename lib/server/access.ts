/** What a person may do in a space: a pure decision. */
import type { PersonKind, Role } from "../contract/participant.ts";
import type { ErrorCode } from "../contract/errors.ts";
import type { PublishSource } from "./tokens.ts";

/** All that the decision looks at. Policies, locks, bans and links come to stand here. */
export interface AccessQuestion {
  readonly kind: PersonKind;
  /** A guest needs to have been admitted to the space; users are not. */
  readonly isAdmitted: boolean;
  readonly defaultCapacity: number;
}

export type Access =
  | {
    readonly isAllowed: true;
    readonly role: Role;
    readonly publishSources: readonly PublishSource[];
    /** People in the space. */
    readonly capacity: number;
  }
  | { readonly isAllowed: false; readonly code: ErrorCode };

/** What each role may publish; the server grants nothing else. */
export const publishSourcesOf: Readonly<Record<Role, readonly PublishSource[]>> = {
  owner: ["microphone", "camera", "screen_share", "screen_share_audio"],
  moderator: ["microphone", "camera", "screen_share", "screen_share_audio"],
  speaker: ["microphone", "camera", "screen_share", "screen_share_audio"],
  listener: [],
};

/** Every space is open for now: whoever has a session for it may enter and speak. */
export function decideAccess({ kind, isAdmitted, defaultCapacity }: AccessQuestion): Access {
  if (kind === "guest" && !isAdmitted) return { isAllowed: false, code: "room-mismatch" };
  const role = "speaker";
  return {
    isAllowed: true,
    role,
    publishSources: publishSourcesOf[role],
    capacity: defaultCapacity,
  };
}

/** LiveKit's own limit for a room: wide, since a reload is two participants for a moment. */
export function maxParticipantsOf(capacity: number): number {
  return 2 * capacity + 10;
}
