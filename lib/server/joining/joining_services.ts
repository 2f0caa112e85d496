import type { KeyedBatcher } from "../base/keyed_batcher.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import type { PendingJoin } from "./join_queue.ts";

/** What a token request's commit needs. */
export interface JoiningServices extends SessionServices {
  /** Those who come into a space anew at the same time do so together, a few at a time. */
  readonly joinQueue: KeyedBatcher<PendingJoin>;
}
