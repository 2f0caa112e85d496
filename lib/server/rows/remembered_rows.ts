/**
 * The tables of a token request: their rows are what a process remembers (docs/decisions/014-remembered-rows.md). Older
 * words: `standing` is a membership, `door` the admission version, `space_asked` the mark that a token was asked for.
 */
export const rememberedTables: ReadonlySet<Deno.KvKeyPart> = new Set([
  "guest_session",
  "user_session",
  "seat",
  "seat_of",
  "space",
  "standing",
  "door",
  "place",
  "places_taken",
  "knock",
  "space_asked",
]);
