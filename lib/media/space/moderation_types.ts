/** The types of `useModeration()` and `useKnocks()`, for a space's owner and moderators. */
import type { ReadonlySignal } from "@preact/signals";
import type { Role } from "../../contract/participant.ts";
import type { GivenRole, Knock, SpacePolicy } from "../../contract/space.ts";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";

/** An action on one participant; doing it twice is the same as once. */
export type PersonAction = "mute" | "stop-screen-share" | "lower-hand" | "remove" | "ban";

/** `useModeration()`. What it allows is for showing controls; the server decides each time. */
export interface ModerationModel {
  /** Our own role in the call; `null` before it is reported. */
  readonly role: ReadonlySignal<Role | null>;
  /** We are the space's owner or a moderator. */
  readonly mayModerate: ReadonlySignal<boolean>;
  /** New participants are refused; `null` while unknown. */
  readonly isLocked: ReadonlySignal<boolean | null>;
  /** The space's admission policy; `null` while unknown. */
  readonly policy: ReadonlySignal<SpacePolicy | null>;
  /** Why the last action failed; until the next one, or until it is dismissed. */
  readonly error: ReadonlySignal<CallError | null>;
  dismissError(): void;
  /** Whether our role may act on this participant; any moderator may lower any hand. */
  mayActOn(person: ParticipantTracks): boolean;
  /** The same for a ban. A participant without a token of ours (an agent, a caller by phone) can be removed, but not banned. */
  mayBan(person: ParticipantTracks): boolean;
  /** The roles that we may give a participant, without the present one. */
  rolesFor(person: ParticipantTracks): readonly GivenRole[];
  /** Each action returns whether it was done; if not, `error` says why. */
  act(action: PersonAction, person: ParticipantTracks): Promise<boolean>;
  /** Puts one participant on everybody's stage, us too, in place of any other; `null`: takes them off. */
  setSpotlight(person: ParticipantTracks | null): Promise<boolean>;
  giveRole(role: GivenRole, person: ParticipantTracks): Promise<boolean>;
  /** Mutes people of lower roles and callers by phone. */
  muteAll(): Promise<boolean>;
  lowerAllHands(): Promise<boolean>;
  setLocked(isLocked: boolean): Promise<boolean>;
  /** Disconnects all participants, us too. */
  endForAll(): Promise<boolean>;
  /** Reads `isLocked` and `policy` again, after they changed. */
  refresh(): Promise<void>;
}

/** `useKnocks()`: the waiting room, as only the space's owner and moderators see it. */
export interface KnocksModel {
  /** The longest wait first. */
  readonly knocks: ReadonlySignal<readonly Knock[]>;
  /** Admits or refuses a knock. Returns whether it was done; if not, `useModeration().error` says why. */
  decide(knock: Knock, decision: "admit" | "refuse"): Promise<boolean>;
}
