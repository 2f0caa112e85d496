/** `/api/admin`: an operator's hand, by `MADANG_ADMIN_TOKEN`. `deno task admin` calls it. */
import { AppError } from "../../base/app_error.ts";
import {
  closeSpace,
  deletePerson,
  endSessions,
  findPeople,
  findSpaces,
  newRecoveryCodes,
  removeSpace,
} from "../../admin/admin.ts";
import { describeInstallation } from "../../admin/installation_keys.ts";
import type { Services } from "../../services.ts";
import { hasBearer } from "../kit/credentials.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { noContent, spaceAt } from "../kit/in_space.ts";

/** The longest text of a search, in characters. */
const searchMaxCharacters = 200;

/** The endpoint for a request with the token alone; without `MADANG_ADMIN_TOKEN` there is nothing here. */
function asOperator(
  handle: (request: Request, services: Services) => Promise<Response>,
): Endpoint {
  return async (request, services, { requestId }) => {
    const { adminToken } = services.config;
    if (adminToken === null) throw new AppError("not-found", "Administration is off");
    if (!hasBearer(request, adminToken)) {
      throw new AppError("unauthenticated", "Not the token of administration");
    }
    const answer = await handle(request, services);
    // Reading changes nothing; the rest is worth a line.
    if (request.method !== "GET") {
      services.log.info("administered", { requestId, method: request.method });
    }
    return answer;
  };
}

function searchOf(request: Request): string {
  const text = new URL(request.url).searchParams.get("find") ?? "";
  return text.slice(0, searchMaxCharacters);
}

/** The installation's id, version, storage and keys, without any secret. */
export const getAdminInstallation: Endpoint = asOperator(async (_request, services) =>
  jsonResponse(await describeInstallation(services))
);

/** `?find=` → `{ items, hasMore }`: spaces with an owner. */
export const getAdminSpaces: Endpoint = asOperator(async (request, services) =>
  jsonResponse(await findSpaces(services, searchOf(request)))
);

/** `204`: ends the call for everybody. */
export function postAdminClosing(typed: string): Endpoint {
  return asOperator(async (_request, services) => {
    await closeSpace(services, await spaceAt(services, typed));
    return noContent();
  });
}

/** `204`: deletes a space that has an owner. */
export function deleteAdminSpace(typed: string): Endpoint {
  return asOperator(async (_request, services) => {
    await removeSpace(services, await spaceAt(services, typed));
    return noContent();
  });
}

/** `?find=` → `{ items, hasMore }`: accounts by name or id. */
export const getAdminPeople: Endpoint = asOperator(async (request, services) =>
  jsonResponse(await findPeople(services, searchOf(request)))
);

/** `204`: deletes an account. */
export function deleteAdminPerson(userId: string): Endpoint {
  return asOperator(async (_request, services) => {
    await deletePerson(services, userId);
    return noContent();
  });
}

/** `204`: ends all sessions of an account. */
export function deleteAdminSessions(userId: string): Endpoint {
  return asOperator(async (_request, services) => {
    await endSessions(services, userId);
    return noContent();
  });
}

/** `201 { codes }`: ten new recovery codes. */
export function postAdminRecoveryCodes(userId: string): Endpoint {
  return asOperator(async (_request, services) =>
    jsonResponse({ codes: await newRecoveryCodes(services, userId) }, 201)
  );
}
