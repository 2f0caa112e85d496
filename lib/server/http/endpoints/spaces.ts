/** `GET` and `POST /api/spaces`, `GET`, `PATCH` and `DELETE /api/spaces/:slug`. */
import { spaceChangeSchema, spaceRequestSchema } from "../../../contract/space.ts";
import { addressedSpace } from "../../spaces/addressed_space.ts";
import { AppError } from "../../base/app_error.ts";
import { deleteSpace } from "../../spaces/delete_space.ts";
import type { Services } from "../../services.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { foundSeat } from "../../seats/seats.ts";
import { syncPermissions } from "../../access/sync_permissions.ts";
import { spaceKey } from "../../rows/space_rows.ts";
import { changeSpace, describeSpace, makeSpace, ownSpaces } from "../../spaces/spaces.ts";
import { authenticate } from "../../sessions/principal.ts";
import { invalidBody, parseBody, readJson } from "../kit/body.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { nullIfUnauthenticated } from "../kit/errors.ts";
import { inSpace, noContent } from "../kit/in_space.ts";

/** Makes a space that the signed-in user owns: `201`. */
export async function postSpace(request: Request, services: Services): Promise<Response> {
  const { slug: typed, ...settings } = parseBody(spaceRequestSchema, await readJson(request));
  const slug = await addressedSpace(services, typed);
  if (slug === null) throw invalidBody([{ path: "slug", message: "letters or digits" }]);
  const where = { slug, credentials: credentialsOf(request, services.config) };
  const { rules, principal } = await makeSpace(services, where, settings);
  const own = foundSeat(principal.principalSeatRow, services.now());
  if (own) await syncPermissions(services, slug, { seatId: own.seat.seatId });
  return jsonResponse(describeSpace(services, slug, rules, principal), 201);
}

/** The slugs of the spaces that the principal owns; none for a guest. */
export async function getOwnSpaces(request: Request, services: Services): Promise<Response> {
  // `authenticate` wants some slug; only the principal is used here.
  const credentials = credentialsOf(request, services.config);
  const own = await withinStorageDeadline(async () => {
    const principal = await authenticate(services, credentials, "-");
    return principal.kind === "user"
      ? await ownSpaces(services, principal.session.userId)
      : { slugs: [] };
  });
  return jsonResponse(own);
}

/** The space as the request's principal sees it, also without a session; settings for moderators only. */
export function getSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    const { slug, credentials } = where;
    const { principal, rules } = await withinStorageDeadline(async () => {
      const principal = await nullIfUnauthenticated(authenticate(services, credentials, slug));
      return {
        principal,
        rules: principal?.spaceRow.value ?? (await services.kv.get(spaceKey(slug))).value,
      };
    });
    if (rules === null && services.config.spaces === "declared") {
      throw new AppError("not-found", `There is no space "${slug}"`);
    }
    return jsonResponse(describeSpace(services, slug, rules, principal));
  });
}

/** Changes the given settings; participants inside get or lose permissions at once. */
export function patchSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, request, services) => {
    const change = parseBody(spaceChangeSchema, await readJson(request));
    const { rules, principal } = await changeSpace(services, where, change);
    if (change.defaultRole || change.publishSources) await syncPermissions(services, where.slug);
    return jsonResponse(describeSpace(services, where.slug, rules, principal));
  });
}

/** Deletes the space and evicts everybody inside: `204`. */
export function deleteOwnSpace(typed: string): Endpoint {
  return inSpace(typed, async (where, _request, services) => {
    await deleteSpace(services, where);
    return noContent();
  });
}
