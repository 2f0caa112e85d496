/** Endpoints of one space: the slug of their address, and who asks. */
import { slugSchema } from "../../../contract/names.ts";
import { AppError } from "../../base/app_error.ts";
import type { InSpace } from "../../spaces/moderate.ts";
import type { Services } from "../../services.ts";
import { credentialsOf } from "./credentials.ts";
import type { Endpoint } from "./endpoint.ts";

/** Answers a request about one space. */
export type SpaceHandler = (
  where: InSpace,
  request: Request,
  services: Services,
) => Promise<Response>;

/** @throws AppError `not-found` for what cannot be a slug; `cross-site`. */
export function inSpace(slug: string, handle: SpaceHandler): Endpoint {
  return (request, services) => {
    if (!slugSchema.safeParse(slug).success) {
      throw new AppError("not-found", "No space can have this name");
    }
    const credentials = credentialsOf(request, services.config);
    return handle({ slug, credentials }, request, services);
  };
}

/** Done, and nothing to say. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
