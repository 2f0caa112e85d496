import type { CoreServices } from "../core_services.ts";
import type { HostJwt } from "./host_jwt.ts";

/** The services that `authenticate` needs, beside those of every room. */
export interface SessionServices extends CoreServices {
  /** Verifies a host application's JWTs; `null`: none are accepted. */
  readonly hostJwt: HostJwt | null;
}
