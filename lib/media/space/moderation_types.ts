/** What those who look after a space see and do in the call: the types of `useModeration()` and `useKnocks()`. */
import type { ReadonlySignal } from "@preact/signals";
import type { Role } from "../../contract/participant.ts";
import type { GivenRole, Knock, SpacePolicy } from "../../contract/space.ts";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";

/** What is done to one person: nothing is undone by doing it again. */
export type PersonAction = "mute" | "stop-screen-share" | "remove" | "ban";

/** `useModeration()`. What it says one may do is for showing controls; the server decides each time anew. */
export interface ModerationModel {
  /** Our own role in the call; `null` before it is told. */
  readonly role: ReadonlySignal<Role | null>;
  /** We are its owner or a moderator. */
  readonly mayModerate: ReadonlySignal<boolean>;
  /** Nobody new may come in; `null` as long as it is not known. */
  readonly isLocked: ReadonlySignal<boolean | null>;
  /** How its door stands; `null` as long as it is not known. */
  readonly policy: ReadonlySignal<SpacePolicy | null>;
  /** Why the last thing that we did was not done; until the next, or until it is dismissed. */
  readonly error: ReadonlySignal<CallError | null>;
  dismissError(): void;
  /** Whether we may act on a person now. */
  mayActOn(person: ParticipantTracks): boolean;
  /** The same for a ban: whoever sits on no seat of ours (an agent, a caller by phone) can be removed, and comes again. */
  mayBan(person: ParticipantTracks): boolean;
  /** The roles that we may give a person, other than the one that they have. */
  rolesFor(person: ParticipantTracks): readonly GivenRole[];
  /** Each answers whether it was done; if not, `error` says why. */
  act(action: PersonAction, person: ParticipantTracks): Promise<boolean>;
  giveRole(role: GivenRole, person: ParticipantTracks): Promise<boolean>;
  setLocked(isLocked: boolean): Promise<boolean>;
  /** Puts out everybody, us too. */
  endForAll(): Promise<boolean>;
  /** Reads the space's state anew: it changed. */
  refresh(): Promise<void>;
}

/** `useKnocks()`: who waits to be let in, while we may let people in; nobody else is ever told. */
export interface KnocksModel {
  /** Who waited longest first. */
  readonly knocks: ReadonlySignal<readonly Knock[]>;
  /** Lets in, or not now. Answers whether it was decided; `useModeration().error` says why not. */
  decide(knock: Knock, decision: "admit" | "refuse"): Promise<boolean>;
}
