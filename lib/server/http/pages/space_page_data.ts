import { roomNameOf } from "../../../contract/names.ts";
import type { EntryCode } from "../../../contract/space.ts";
import { spacePage } from "../../../contract/space_address.ts";
import type { SpacePageData } from "../../../contract/visit.ts";
import { AppError } from "../../base/app_error.ts";
import { previewEntry } from "../../access/preview_entry.ts";
import { isLiveKitReady } from "../../presence/health.ts";
import { readPresence, withoutNames } from "../../presence/presence.ts";
import type { Services } from "../../services.ts";
import { keyCheckOf, spaceKey } from "../../rows/space_rows.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { signInWays } from "./sign_in_ways.ts";
import { visitorOf } from "../kit/visitor.ts";

/** The pre-join page's data, and the answer that a token request would get now. */
export interface PreJoinData {
  visit: SpacePageData;
  entry: EntryCode;
}

/**
 * The data of the space `slug`'s page, as far as the request's principal may see it.
 *
 * @throws AppError `not-found` for a space that was not made, with `MADANG_SPACES=declared`; `storage-unavailable`.
 */
export async function readPreJoinData(
  request: Request,
  slug: string,
  services: Services,
): Promise<PreJoinData> {
  const { config, kv } = services;
  const reading = withinStorageDeadline(async () => {
    const [{ value: space }, visitor, { presence }] = await Promise.all([
      kv.get(spaceKey(slug)),
      visitorOf(request, slug, services),
      readPresence(kv, slug),
    ]);
    if (space === null && config.spaces === "declared") {
      throw new AppError("not-found", `There is no space "${slug}"`);
    }
    const entry = previewEntry(services, space, visitor);
    return { visitor, presence, entry, name: space?.name, keyCheck: keyCheckOf(space) };
  });
  const [{ visitor, presence, entry, name, keyCheck }, livekitReady] = await Promise.all([
    reading,
    isLiveKitReady(services),
  ]);
  const visit: SpacePageData = {
    slug,
    ...(name && { spaceName: name }),
    roomName: roomNameOf(slug),
    ...(keyCheck && { keyCheck }),
    livekitUrl: config.livekit?.url ?? "",
    livekitReady,
    visitor,
    presence: visitor?.admitted ? presence : withoutNames(presence),
    signIn: signInWays(config, spacePage(slug)),
  };
  return { visit, entry };
}
