import { mayHaveRecordings } from "../recording/recording_mark.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * Whether this browser may keep recordings, as it stands now: then `useKeptRecordings()` is worth loading.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useMayHaveRecordings(): () => boolean {
  const { storage } = useMediaModels("useMayHaveRecordings").voice;
  return () => mayHaveRecordings(storage);
}
