import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useMayHaveRecordings } from "../../lib/media/hooks/useMayHaveRecordings.ts";
import { recordingWords } from "../messages/recording_words.ts";
import { useLazy } from "../shell/useLazy.ts";
import { CodeMissing } from "../space/CodeMissing.tsx";

/** One's own recordings, whose code is loaded when the dialog is first opened, or where this browser keeps some. */
export function LateRecording(
  { isOpen, isEncrypted }: { isOpen: Signal<boolean>; isEncrypted: boolean },
) {
  const mayHaveSome = useMayHaveRecordings();
  const code = useLazy(() => import("../recording/RecordingRegion.tsx"), recordingWords);
  useEffect(() => {
    if (isOpen.value || mayHaveSome()) code.load();
  }, [isOpen.value]);
  const RecordingRegion = code.module.value?.RecordingRegion;
  if (RecordingRegion) return <RecordingRegion isOpen={isOpen} isEncrypted={isEncrypted} />;
  return isOpen.value && code.hasFailed.value ? <CodeMissing /> : null;
}
