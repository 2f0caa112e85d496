import type { Signal } from "@preact/signals";
import { useRecording } from "../../lib/media/hooks/useRecording.ts";
import { KeptNotice } from "./KeptNotice.tsx";
import { RecordDialog, RecordingTroubleNotice } from "./RecordDialog.tsx";

/** What a call shows of one's own recordings: the dialog, and beside it what went wrong and what is kept. */
export function RecordingRegion(
  { isOpen, isEncrypted }: { isOpen: Signal<boolean>; isEncrypted: boolean },
) {
  const { state } = useRecording();
  if (isOpen.value) {
    return <RecordDialog isEncrypted={isEncrypted} onClose={() => isOpen.value = false} />;
  }
  return (
    <>
      <RecordingTroubleNotice />
      {state.value === "off" && <KeptNotice />}
    </>
  );
}
