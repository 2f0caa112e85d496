/** The words of recording. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { RecordingWords } from "./en_recording.ts";
import { lateWords, useLateWords } from "./late_words.ts";

export const recordingWords = lateWords<RecordingWords>({
  en: async () => (await lateCode(() => import("./en_recording.ts"))).enRecording,
  ko: async () => (await lateCode(() => import("./ko_recording.ts"))).koRecording,
});

/** These words, for the component's page. */
export function useRecordingWords(): RecordingWords {
  return useLateWords(recordingWords);
}
