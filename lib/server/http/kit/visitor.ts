import type { SpacePageData } from "../../../contract/visit.ts";
import { AppError } from "../../base/app_error.ts";
import type { Services } from "../../services.ts";
import { describeSpace } from "../../spaces/spaces.ts";
import { authenticate } from "../../sessions/principal.ts";
import { credentialsOf } from "./credentials.ts";

/**
 * Who a request to read something of the space `slug` comes from; `null` where it proves nobody.
 *
 * @throws AppError `storage-unavailable`.
 */
export async function visitorOf(
  request: Request,
  slug: string,
  services: Services,
): Promise<SpacePageData["visitor"]> {
  try {
    const principal = await authenticate(services, credentialsOf(request, services.config), slug);
    const { value: rules } = principal.spaceRow;
    const { entry, role, mayModerate } = describeSpace(services, slug, rules, principal);
    const { participantName } = principal.session;
    return {
      participantName,
      kind: principal.kind,
      admitted: entry === "allowed",
      ...(rules && { entry, mayModerate, ...(role && { role }) }),
    };
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
