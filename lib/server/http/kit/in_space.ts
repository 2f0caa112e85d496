/** Endpoints of one space: the slug in their address, and the request's credentials. */
import { decodeSegment } from "../../../contract/space_address.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
import { AppError } from "../../base/app_error.ts";
import type { InSpace } from "../../spaces/commit_as_moderator.ts";
import type { Services } from "../../services.ts";
import { credentialsOf } from "./credentials.ts";
import type { Endpoint } from "./endpoint.ts";

/** Answers a request about one space. */
export type SpaceHandler = (
  where: InSpace,
  request: Request,
  services: Services,
) => Promise<Response>;

/** An endpoint of the space `typed`, the address's spelling of the slug. @throws AppError as `spaceAt` does; `cross-site`. */
export function inSpace(typed: string, handle: SpaceHandler): Endpoint {
  return async (request, services) => {
    const slug = await spaceAt(services, typed);
    const credentials = credentialsOf(request, services.config);
    return await handle({ slug, credentials }, request, services);
  };
}

/**
 * The slug that the spelling `typed` leads to. Fresh may have decoded all, some or none of the address's escapes.
 *
 * @throws AppError `not-found` for text that cannot be a space's name; `storage-unavailable`.
 */
export async function spaceAt(services: Pick<Services, "kv">, typed: string): Promise<string> {
  const text = decodeSegment(typed);
  const slug = text === null ? null : await addressedSpace(services, text);
  if (slug === null) throw new AppError("not-found", "No space can have this name");
  return slug;
}

/** `204`, not cached. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
