/** What is read of one space together with whoever asks: seven rows in the read that has the session's. */
import { ownerKey, type SeatRow, spaceAskedKey, type SpaceAskedRow } from "../rows/kv_keys.ts";
import type { KvRow } from "../storage/kv_port.ts";
import {
  doorKey,
  type DoorRow,
  knockKey,
  type KnockRow,
  placeKey,
  type PlaceRow,
  rulesKey,
  type RulesRow,
  standingKey,
  type StandingRow,
} from "../rows/space_rows.ts";

/** What somebody has in one space, and what that space says of itself. */
export interface RowsHere {
  /** The asker's seat, by its owner. */
  readonly ownerRow: KvRow<SeatRow>;
  readonly askedRow: KvRow<SpaceAskedRow>;
  readonly rulesRow: KvRow<RulesRow>;
  readonly standingRow: KvRow<StandingRow>;
  readonly doorRow: KvRow<DoorRow>;
  readonly placeRow: KvRow<PlaceRow>;
  readonly knockRow: KvRow<KnockRow>;
}

/** The keys of `rowsHere`, in its order. */
export function keysHere(slug: string, owner: string) {
  return [
    ownerKey(slug, owner),
    spaceAskedKey(slug),
    rulesKey(slug),
    standingKey(slug, owner),
    doorKey(slug),
    placeKey(slug, owner),
    knockKey(slug, owner),
  ] as const;
}

/** Names what was read by `keysHere`, in its order. */
export function rowsHere(
  [ownerRow, askedRow, rulesRow, standingRow, doorRow, placeRow, knockRow]: readonly [
    KvRow<SeatRow>,
    KvRow<SpaceAskedRow>,
    KvRow<RulesRow>,
    KvRow<StandingRow>,
    KvRow<DoorRow>,
    KvRow<PlaceRow>,
    KvRow<KnockRow>,
  ],
): RowsHere {
  return { ownerRow, askedRow, rulesRow, standingRow, doorRow, placeRow, knockRow };
}
