/** The waiting room: the list of knocks of a space. */
import { byFirstJoining, displayNames } from "../../contract/display_names.ts";
import type { Knock } from "../../contract/space.ts";
import { kindOfPrincipal, knocksPrefix } from "../rows/space_rows.ts";
import { type KvPort, unexpired } from "../storage/kv_port.ts";

/** The most knocks of one space that are listed. */
export const maxKnocks = 200;

/** The knocks of a space, the longest wait first, namesakes numbered. The caller has checked that the principal may admit. */
export async function readKnocks(kv: KvPort, slug: string, now: number): Promise<Knock[]> {
  const rows = await kv.list(knocksPrefix(slug), maxKnocks);
  const knocks = rows.flatMap((row) => unexpired(row, now) ?? [])
    .map((knock) => ({ ...knock, name: knock.participantName, seatId: knock.knockId }))
    .sort(byFirstJoining);
  const names = displayNames(knocks);
  return knocks.map((knock) => ({
    knockId: knock.knockId,
    participantName: names.get(knock) ?? knock.name,
    kind: kindOfPrincipal(knock.owner),
    since: new Date(knock.since).toISOString(),
  }));
}
