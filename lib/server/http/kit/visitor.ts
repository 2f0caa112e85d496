import type { SpacePageData } from "../../../contract/visit.ts";
import type { Services } from "../../services.ts";
import { describeSpace } from "../../spaces/spaces.ts";
import { authenticate } from "../../sessions/principal.ts";
import { credentialsOf } from "./credentials.ts";
import { nullIfUnauthenticated } from "./errors.ts";

/**
 * The visitor of the space `slug` that the request proves to be; `null` without a valid session.
 *
 * @throws AppError `storage-unavailable`.
 */
export async function visitorOf(
  request: Request,
  slug: string,
  services: Services,
): Promise<SpacePageData["visitor"]> {
  const credentials = credentialsOf(request, services.config);
  const principal = await nullIfUnauthenticated(authenticate(services, credentials, slug));
  if (principal === null) return null;
  const { value: space } = principal.spaceRow;
  const { entry, role, mayModerate } = describeSpace(services, slug, space, principal);
  return {
    participantName: principal.session.participantName,
    kind: principal.kind,
    admitted: entry === "allowed",
    ...(space && { entry, mayModerate, ...(role && { role }) }),
  };
}
