import { roomNameOf } from "../../../contract/names.ts";
import type { EntryCode } from "../../../contract/space.ts";
import { spacePage } from "../../../contract/space_address.ts";
import type { SpacePageData } from "../../../contract/visit.ts";
import { AppError } from "../../base/app_error.ts";
import { previewEntry } from "../../access/preview_entry.ts";
import { isLiveKitReady } from "../../presence/health.ts";
import { readPresence, withoutNames } from "../../presence/presence.ts";
import type { Services } from "../../services.ts";
import { isSpace } from "../../spaces/spaces.ts";
import { withinStorageDeadline } from "../../storage/storage_deadline.ts";
import { signInWays } from "./sign_in_ways.ts";
import { visitorOf } from "../kit/visitor.ts";

/** A space at its door, and what a click on *Join* would be answered there. */
export interface PreJoinData {
  visit: SpacePageData;
  entry: EntryCode;
}

/**
 * What the page of the space `slug` shows to whoever asks.
 *
 * @throws AppError `not-found` where spaces are declared and nobody made it; `storage-unavailable`.
 */
export async function readPreJoinData(
  request: Request,
  slug: string,
  services: Services,
): Promise<PreJoinData> {
  const { config, kv } = services;
  const reading = withinStorageDeadline(async () => {
    const [isThere, visitor, { presence }] = await Promise.all([
      isSpace(services, slug),
      visitorOf(request, slug, services),
      readPresence(kv, slug),
    ]);
    if (!isThere) throw new AppError("not-found", `There is no space "${slug}"`);
    return { visitor, presence, entry: await previewEntry(services, slug, visitor) };
  });
  const [{ visitor, presence, entry }, livekitReady] = await Promise.all([
    reading,
    isLiveKitReady(services),
  ]);
  const visit: SpacePageData = {
    slug,
    roomName: roomNameOf(slug),
    livekitUrl: config.livekit?.url ?? "",
    livekitReady,
    visitor,
    presence: visitor?.admitted ? presence : withoutNames(presence),
    signIn: signInWays(config, spacePage(slug)),
  };
  return { visit, entry };
}
