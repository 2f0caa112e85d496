import type { ReadonlySignal } from "@preact/signals";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";

/** `useHand()`: our own hand, and the order of all that are raised. */
export interface HandModel {
  /** As the call tells, also on our other pages. */
  readonly isRaised: ReadonlySignal<boolean>;
  /** A request is under way. */
  readonly isPending: ReadonlySignal<boolean>;
  /** Everybody with a raised hand, the first that was raised first. */
  readonly raised: ReadonlySignal<readonly ParticipantTracks[]>;
  /** Our place in that order, from 1; `null` while our hand is down. */
  readonly place: ReadonlySignal<number | null>;
  /** We have spoken for 5 s with a raised hand: offer to lower it. */
  readonly isLoweringOffered: ReadonlySignal<boolean>;
  /** Why the last request failed; until the next one, or until it is dismissed. */
  readonly error: ReadonlySignal<CallError | null>;
  /** Each returns whether it was done; if not, `error` says why. */
  raise(): Promise<boolean>;
  lower(): Promise<boolean>;
  /** Ends the offer; it is made once for each raised hand. */
  keepRaised(): void;
  dismissError(): void;
}
