import type { KeyedBatcher } from "../base/keyed_batcher.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import type { PendingJoin } from "./join_queue.ts";

/** The services that a token request needs. */
export interface JoiningServices extends SessionServices {
  /** Requests for new reservations, by slug: those of one space that come at the same time are admitted in batches. */
  readonly joinQueue: KeyedBatcher<PendingJoin>;
}
