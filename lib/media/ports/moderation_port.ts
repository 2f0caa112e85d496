import type {
  MembershipChange,
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
} from "../../contract/space.ts";

/** The server's API for moderators and owners; it checks the role each time. Every promise may reject with a `AppFailure`. */
export interface ModerationPort {
  space(slug: string): Promise<SpaceAnswer>;
  changeSpace(slug: string, change: SpaceChange): Promise<SpaceAnswer>;
  moderate(slug: string, request: ModerationRequest): Promise<void>;
  people(slug: string): Promise<readonly SpacePerson[]>;
  /** @param personId An id from `people`. */
  changeStanding(slug: string, personId: string, change: MembershipChange): Promise<void>;
  /** Says that we record the call, before the first byte, or have ended: resolves once everybody was told. */
  setRecording(slug: string, isRecording: boolean): Promise<void>;
  decideKnock(slug: string, knockId: string, decision: "admit" | "refuse"): Promise<void>;
}
