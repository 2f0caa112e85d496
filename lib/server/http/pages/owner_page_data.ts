import type { SettingsPageData } from "../../../contract/settings_page_data.ts";
import { readLinks } from "../../spaces/guest_links.ts";
import { readPeople } from "../../spaces/people.ts";
import type { Services } from "../../services.ts";
import { spaceKey } from "../../rows/space_rows.ts";
import { describeSpace } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { credentialsOf } from "../kit/credentials.ts";
import { logPage } from "../endpoints/space_log.ts";
import { whoIfAny } from "../endpoints/spaces.ts";

/**
 * What the page of a space's owner shows of the space `slug` to whoever asks.
 *
 * @throws AppError `storage-unavailable`.
 */
export function readOwnerVisit(
  request: Request,
  slug: string,
  services: Services,
): Promise<SettingsPageData> {
  const where = { slug, credentials: credentialsOf(request, services.config) };
  return withinStorageDeadline(async () => {
    const principal = await whoIfAny(services, where);
    const rules = principal?.spaceRow.value ?? (await services.kv.get(spaceKey(slug))).value;
    const { role, settings } = describeSpace(services, slug, rules, principal);
    if (role === null || settings === undefined || rules === null) {
      const state = rules === null ? "nobodys" : "stranger";
      return { state, slug, isSignedIn: principal?.kind === "user" };
    }
    const [people, links, log] = await Promise.all([
      readPeople(services, where),
      readLinks(services, where),
      logPage(services, rules, null),
    ]);
    return { state: "cares", space: { slug, role, settings, people, links, log } };
  });
}
