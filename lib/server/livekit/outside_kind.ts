/** LiveKit's kind of a participant without a seat of ours. */
import type { ParticipantInfo } from "livekit-server-sdk";
import type { OutsideKind } from "../../contract/outside.ts";

/** `ParticipantInfo.Kind` of LiveKit's protocol (livekit_models.proto), whose names the server SDK does not export. */
const kinds: ReadonlyMap<number, OutsideKind> = new Map([
  [1, "ingress"],
  [2, "egress"],
  [3, "sip"],
  [4, "agent"],
  [7, "connector"],
  // A bridge carries the call on to another system, as connectors do.
  [8, "connector"],
]);

/** `null` for a hidden participant, as most recorders are: LiveKit shows it to no other participant, and so do we. */
export function outsideKindOf(
  { kind, permission }: Pick<ParticipantInfo, "kind" | "permission">,
): OutsideKind | null {
  return permission?.hidden ? null : kinds.get(kind) ?? "outside";
}
