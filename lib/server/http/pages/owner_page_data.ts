import type { SettingsPageData } from "../../../contract/settings_page_data.ts";
import { readLinks } from "../../spaces/guest_links.ts";
import { readPeople } from "../../spaces/people.ts";
import type { Services } from "../../services.ts";
import { spaceKey } from "../../rows/space_rows.ts";
import { describeSpace } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { authenticate } from "../../sessions/principal.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { nullIfUnauthenticated } from "../kit/errors.ts";
import { logPage } from "../endpoints/space_log.ts";

/**
 * The settings page's data of the space `slug`, as far as the request's principal may see it.
 *
 * @throws AppError `storage-unavailable`.
 */
export function readOwnerPageData(
  request: Request,
  slug: string,
  services: Services,
): Promise<SettingsPageData> {
  const where = { slug, credentials: credentialsOf(request, services.config) };
  return withinStorageDeadline(async () => {
    const principal = await nullIfUnauthenticated(authenticate(services, where.credentials, slug));
    const space = principal?.spaceRow.value ?? (await services.kv.get(spaceKey(slug))).value;
    const { role, settings, name } = describeSpace(services, slug, space, principal);
    if (role === null || settings === undefined || space === null) {
      const state = space === null ? "nobodys" : "stranger";
      return { state, slug, isSignedIn: principal?.kind === "user" };
    }
    const [people, links, log] = await Promise.all([
      readPeople(services, where),
      readLinks(services, where),
      logPage(services, space, null),
    ]);
    return { state: "cares", space: { slug, name, role, settings, people, links, log } };
  });
}
