import type { SessionServices } from "../sessions/session_services.ts";
import type { PlaceQueue } from "./place_queue.ts";

/** The services that a token request needs. */
export interface JoiningServices extends SessionServices {
  /** Newcomers of this process that wait for a place. */
  readonly places: PlaceQueue;
}
