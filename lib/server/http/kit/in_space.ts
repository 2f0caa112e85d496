/** Endpoints of one space: the slug of their address, and who asks. */
import { decodeSegment } from "../../../contract/space_address.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
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

/** `typed` is what stands in the address: any spelling of the slug. @throws AppError as `spaceAt` does; `cross-site`. */
export function inSpace(typed: string, handle: SpaceHandler): Endpoint {
  return async (request, services) => {
    const slug = await spaceAt(services, typed);
    const credentials = credentialsOf(request, services.config);
    return await handle({ slug, credentials }, request, services);
  };
}

/**
 * The slug of the space that `typed` leads to. An engine may have read an address's escapes, or some of them, or none.
 *
 * @throws AppError `not-found` for what can be no space's name; `storage-unavailable`.
 */
export async function spaceAt(services: Pick<Services, "kv">, typed: string): Promise<string> {
  const text = decodeSegment(typed);
  const slug = text === null ? null : await addressedSpace(services, text);
  if (slug === null) throw new AppError("not-found", "No space can have this name");
  return slug;
}

/** Done, and nothing to say. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
