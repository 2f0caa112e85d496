/** The space that an address leads to: docs/decisions/013-addresses.md. */
import { formerSlugPattern, slugFrom } from "../../contract/space_address.ts";
import { inhabitedSpaceKey } from "../rows/presence_rows.ts";
import type { SessionServices } from "../sessions/session_services.ts";
import { spaceKey } from "../rows/space_rows.ts";
import { withinStorageDeadline } from "../storage/storage_deadline.ts";

/**
 * The slug of the space that `typed` leads to; `null`: no valid name. Storage is read only for a slug of the former grammar:
 * `Team` stays its own space while it has an owner or people inside, and leads to `team` afterwards.
 *
 * @throws AppError `storage-unavailable`
 */
export async function addressedSpace(
  { kv }: Pick<SessionServices, "kv">,
  typed: string,
): Promise<string | null> {
  const slug = slugFrom(typed);
  if (slug === typed || !formerSlugPattern.test(typed)) return slug;
  return await withinStorageDeadline(async () => {
    const [rules, inhabited] = await kv.getMany([spaceKey(typed), inhabitedSpaceKey(typed)]);
    return rules.value || inhabited.value ? typed : slug;
  });
}
