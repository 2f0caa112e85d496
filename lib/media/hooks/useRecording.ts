import { KeptRecordings } from "../recording/kept_recordings.ts";
import { openRecorder } from "../recording/recorder.ts";
import { Recording } from "../recording/recording.ts";
import type { KeptRecordingsModel, RecordingModel } from "../recording/recording_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const keptOf = onePerCall(({ voice }) => new KeptRecordings(voice.storage));

const recordingOf = onePerCall((models) => {
  const { call, space, voice } = models;
  return new Recording({
    slug: space.slug,
    people: space.people,
    connectionState: call.connectionState,
    page: voice.page,
    kept: keptOf(models),
    async tell(isRecording) {
      const port = await (await space.loadApi()).loadModeration();
      await port.setRecording(space.slug, isRecording);
    },
    isSupported: (type) =>
      typeof MediaRecorder === "function" && MediaRecorder.isTypeSupported(type),
    open: openRecorder,
    now: Date.now,
  });
});

/**
 * Records the call on this machine, for its owner and moderators: everybody is told first. Its code, and what it loads, is 10 KB:
 * import it when it is first wanted.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useRecording(): RecordingModel {
  return recordingOf(useMediaModels("useRecording"));
}

/**
 * The recordings that this browser keeps, of any space; read by `refresh`.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useKeptRecordings(): KeptRecordingsModel {
  return keptOf(useMediaModels("useKeptRecordings"));
}
