/** The answer that a visitor of a space's page would get to a click on *Join*. */
import type { EntryCode } from "../../contract/space.ts";
import type { SpaceVisitor } from "../../contract/visit.ts";
import { decideAccess, type SpaceDefaults } from "./access.ts";
import type { CoreServices } from "../core_services.ts";
import type { SpaceRow } from "../rows/space_rows.ts";

/** Stands for the guest session that the click would open. */
const newGuest = "guest:new";

/** The services and defaults that a preview needs. */
export interface EntryServices extends Pick<CoreServices, "now"> {
  readonly config: SpaceDefaults;
}

/** Decides without counting places: only a token request answers `space-full`. `rules`: the space's row, if there is one. */
export function previewEntry(
  { config, now }: EntryServices,
  rules: SpaceRow | null,
  visitor: SpaceVisitor | null,
): EntryCode {
  if (visitor?.admitted) return "allowed";
  // The click opens a guest session for this space, or admits the one that there is.
  const isNewHere = !visitor?.entry || visitor.entry === "room-mismatch";
  if (!isNewHere && visitor?.entry) return visitor.entry;
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
