import { isOutsideKind, outsideName } from "../../lib/contract/outside.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import type { CallWords } from "../messages/en_call.ts";

/**
 * What a participant is, where that is worth saying: a guest, a caller by phone, a program. `null` for an account, and
 * where the name says it already.
 */
export function participantMark(
  { kind, displayName }: Pick<ParticipantTracks, "kind" | "displayName">,
  words: Pick<CallWords["call"], "guest" | "outside">,
): string | null {
  const is = kind.value;
  if (is === "user") return null;
  if (!isOutsideKind(is)) return words.guest;
  return displayName.value.startsWith(outsideName(is, words.outside)) ? null : words.outside[is];
}
