import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { Icon } from "../shell/Icon.tsx";
import { Hand } from "./icons.tsx";

/** A raised hand in the corner of a tile; readers hear it in the tile's description. */
export function TileHand({ person }: { person: ParticipantTracks }) {
  return person.handRaisedAt.value === null ? null : (
    <span class="tile-hand" aria-hidden="true">
      <Icon of={Hand} size={22} />
    </span>
  );
}
