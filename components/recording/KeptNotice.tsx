import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useKeptRecordings } from "../../lib/media/hooks/useRecording.ts";
import { useRecordingWords } from "../messages/recording_words.ts";
import { KeptList } from "./KeptList.tsx";

/** Offers what was recorded before: after the call, and after a crash at the next visit. */
export function KeptNotice() {
  const words = useRecordingWords();
  const kept = useKeptRecordings();
  const isPutOff = useSignal(false);
  useEffect(() => void kept.refresh(), []);
  if (isPutOff.value || kept.list.value.length === 0) return null;
  return (
    <section class="notice notice-attention kept" aria-labelledby="kept-title">
      <div>
        <h2 id="kept-title" class="kept-title">{words.kept}</h2>
        <p class="notice-more">{words.keptWhy}</p>
        <KeptList />
      </div>
      <button type="button" class="button button-small" onClick={() => isPutOff.value = true}>
        {words.later}
      </button>
    </section>
  );
}
