/** The list of who waits to be let in. */
import type { Knock } from "../../contract/space.ts";
import { kindOfPrincipal, knocksPrefix } from "../rows/space_rows.ts";
import { type KvPort, unexpired } from "../storage/kv_port.ts";

/** Knocks of one space that are told. */
export const maxKnocks = 200;

/** Who waits, the longest first. Whoever answers it has seen to it that the asker may admit. */
export async function readKnocks(kv: KvPort, slug: string, now: number): Promise<Knock[]> {
  const rows = await kv.list(knocksPrefix(slug), maxKnocks);
  return rows.flatMap((row) => unexpired(row, now) ?? [])
    .sort((one, other) => one.since - other.since)
    .map(({ knockId, participantName, owner, since }) => ({
      knockId,
      participantName,
      kind: kindOfPrincipal(owner),
      since: new Date(since).toISOString(),
    }));
}
