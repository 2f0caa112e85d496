/** The answer that a visitor of a space's page would get to a click on *Join*. */
import type { EntryCode } from "../../contract/space.ts";
import type { SpaceVisitor } from "../../contract/visit.ts";
import { decideAccess, type SpaceDefaults } from "./access.ts";
import type { CoreServices } from "../core_services.ts";
import { spaceKey } from "../rows/space_rows.ts";

/** Stands for the guest session that the click would open. */
const newGuest = "guest:new";

/** The services and defaults that a preview needs. */
export interface EntryServices extends Pick<CoreServices, "kv" | "now"> {
  readonly config: SpaceDefaults;
}

/** Decides without counting places: only a token request answers `space-full`. @throws AppError `storage-unavailable`. */
export async function previewEntry(
  { kv, config, now }: EntryServices,
  slug: string,
  visitor: SpaceVisitor | null,
): Promise<EntryCode> {
  if (visitor?.admitted) return "allowed";
  // The click opens a guest session for this space, or admits the one that there is.
  const isNewHere = !visitor?.entry || visitor.entry === "room-mismatch";
  if (!isNewHere && visitor?.entry) return visitor.entry;
  const { value: rules } = await kv.get(spaceKey(slug));
  const access = decideAccess({
    principalId: newGuest,
    isAdmitted: true,
    rules,
    membership: null,
    defaults: config,
    hasPlace: false,
    taken: 0,
    now: now(),
  });
  return access.isAllowed ? "allowed" : access.code;
}
