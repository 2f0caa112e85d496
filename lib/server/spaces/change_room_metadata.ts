import { roomNameOf } from "../../contract/names.ts";
import type { SessionServices } from "../sessions/session_services.ts";

/**
 * Changes the metadata of a space's room, one change after another within this process. Nothing happens where no call is.
 *
 * @throws AppError `livekit-unavailable`.
 */
export function changeRoomMetadata(
  { livekit, mutex }: Pick<SessionServices, "livekit" | "mutex">,
  slug: string,
  change: (metadata: string) => string,
): Promise<void> {
  const roomName = roomNameOf(slug);
  return mutex.run(`metadata ${slug}`, async () => {
    const metadata = await livekit.readRoomMetadata(roomName);
    if (metadata === null) return;
    const changed = change(metadata);
    if (changed !== metadata) await livekit.setRoomMetadata(roomName, changed);
  });
}
