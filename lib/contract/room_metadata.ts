/**
 * The metadata of a LiveKit room: a JSON object, which each participant gets on joining and at each change. Our server
 * writes it; a participant cannot. Keys of other makers stay.
 */
import * as z from "zod/mini";

/** The seat (the identity, for a participant without one) that everybody has on their stage. */
const spotlightKey = "madang.spotlight";

/** The space's name, where it was changed during the call; empty: it goes by its address. */
const spaceNameKey = "madang.spaceName";

const metadataSchema = z.record(z.string(), z.unknown());

/** The seat in the spotlight; `null`: none, or metadata that is not ours. */
export function spotlightOf(metadata: string | undefined): string | null {
  const seatId = read(metadata)[spotlightKey];
  return typeof seatId === "string" && seatId !== "" ? seatId : null;
}

/** `metadata` with this seat in the spotlight; `null`: with none. */
export function withSpotlight(metadata: string, seatId: string | null): string {
  const { [spotlightKey]: _, ...others } = read(metadata);
  return JSON.stringify(seatId === null ? others : { ...others, [spotlightKey]: seatId });
}

/** The name that the space was given during the call; empty: none; `null`: it was not renamed. */
export function spaceNameOf(metadata: string | undefined): string | null {
  const name = read(metadata)[spaceNameKey];
  return typeof name === "string" ? name : null;
}

/** `metadata` with this name of the space. */
export function withSpaceName(metadata: string, name: string): string {
  return JSON.stringify({ ...read(metadata), [spaceNameKey]: name });
}

function read(metadata: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return metadataSchema.parse(JSON.parse(metadata ?? ""));
  } catch {
    return {};
  }
}
