import type { CoreServices } from "../core_services.ts";
import type { HostJwt } from "./host_jwt.ts";

/** What it takes to tell who asks, and all else that a room may ask for. */
export interface SessionServices extends CoreServices {
  /** A host application's JWTs; `null`: none are taken. */
  readonly hostJwt: HostJwt | null;
}
