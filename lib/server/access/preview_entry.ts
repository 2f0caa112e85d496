/** What somebody who opens a space's page would hear after a click on *Join*. */
import type { EntryCode } from "../../contract/space.ts";
import type { SpaceVisitor } from "../../contract/visit.ts";
import { decideAccess, type SpaceDefaults } from "./access.ts";
import type { CoreServices } from "../core_services.ts";
import { spaceKey } from "../rows/space_rows.ts";

/** Nobody's: a session that the click would open. */
const newGuest = "guest:new";

/** What this needs to know. */
export interface EntryServices extends Pick<CoreServices, "kv" | "now"> {
  readonly config: SpaceDefaults;
}

/** Places are not counted: only a token request knows whether the space is full. @throws AppError `storage-unavailable`. */
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
