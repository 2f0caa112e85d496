/** `GET` and `POST /api/spaces`, `GET`, `PATCH` and `DELETE /api/spaces/:slug`. */
import { spaceChangeSchema, spaceRequestSchema } from "../../../contract/space.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
import { AppError } from "../../base/app_error.ts";
import { deleteSpace } from "../../spaces/delete_space.ts";
import type { InSpace } from "../../spaces/moderate.ts";
import type { Services } from "../../services.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { foundSeat } from "../../seats/seats.ts";
import { syncPermissions } from "../../access/sync_permissions.ts";
import { spaceKey } from "../../rows/space_rows.ts";
import { changeSpace, describeSpace, makeSpace, ownSpaces } from "../../spaces/spaces.ts";
import { authenticate, type Principal } from "../../sessions/principal.ts";
import { invalidBody, parseBody, readJson } from "../kit/body.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Makes a space for the signed-in person who asks: `201`. */
export async function postSpace(request: Request, services: Services): Promise<Response> {
  const { slug: typed, ...wishes } = parseBody(spaceRequestSchema, await readJson(request));
  const slug = await addressedSpace(services, typed);
  if (slug === null) throw invalidBody([{ path: "slug", message: "letters or digits" }]);
  const where = { slug, credentials: credentialsOf(request, services.config) };
  const { rules, principal } = await makeSpace(services, where, wishes);
  const own = foundSeat(principal.principalSeatRow, services.now());
  if (own) await syncPermissions(services, slug, { seatId: own.seat.seatId });
  return jsonResponse(describeSpace(services, slug, rules, principal), 201);
}

/** The spaces that the signed-in person who asks owns; none for a guest. */
export async function getOwnSpaces(request: Request, services: Services): Promise<Response> {
  // Any space will do: who asks is all that is wanted.
  const credentials = credentialsOf(request, services.config);
  const own = await withinStorageDeadline(async () => {
    const principal = await authenticate(services, credentials, "-");
    return principal.kind === "user"
      ? await ownSpaces(services, principal.session.userId)
      : { slugs: [] };
  });
  return jsonResponse(own);
}

/** Nobody is refused, where there is a space; those who may moderate see its settings. */
export function getSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    const { principal, rules } = await withinStorageDeadline(async () => {
      const principal = await authenticateOrNull(services, where);
      const { slug } = where;
      return {
        principal,
        rules: principal?.spaceRow.value ?? (await services.kv.get(spaceKey(slug))).value,
      };
    });
    if (rules === null && services.config.spaces === "declared") {
      throw new AppError("not-found", `There is no space "${where.slug}"`);
    }
    return jsonResponse(describeSpace(services, where.slug, rules, principal));
  });
}

/** Changes what is given; those inside get and lose rights at once. */
export function patchSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const change = parseBody(spaceChangeSchema, await readJson(request));
    const { rules, principal } = await changeSpace(services, where, change);
    if (change.defaultRole || change.publishSources) await syncPermissions(services, where.slug);
    return jsonResponse(describeSpace(services, where.slug, rules, principal));
  });
}

/** `204`: it is nobody's, and everybody is put out. */
export function deleteOwnSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await deleteSpace(services, where);
    return noContent();
  });
}

/** Who asks, or `null` for nobody that we know. */
export async function authenticateOrNull(
  services: Services,
  { credentials, slug }: InSpace,
): Promise<Principal | null> {
  try {
    return await authenticate(services, credentials, slug);
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
