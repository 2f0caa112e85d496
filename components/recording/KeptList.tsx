import { useSignal } from "@preact/signals";
import { useContext } from "preact/hooks";
import { useKeptRecordings } from "../../lib/media/hooks/useRecording.ts";
import type { KeptRecording, SaveOutcome } from "../../lib/media/recording/recording_types.ts";
import { useRecordingWords } from "../messages/recording_words.ts";
import { LocaleContext } from "../messages/words.ts";
import { ConfirmButton } from "../shell/ConfirmButton.tsx";
import { megabytes } from "./recording_sizes.ts";

/** The recordings of this browser, each to be saved or deleted. */
export function KeptList() {
  const { list } = useKeptRecordings();
  return (
    <ul role="list" class="kept-list">
      {list.value.map((kept) => <KeptItem key={kept.file} kept={kept} />)}
    </ul>
  );
}

function KeptItem({ kept }: { kept: KeptRecording }) {
  const words = useRecordingWords();
  const locale = useContext(LocaleContext);
  const { save, remove } = useKeptRecordings();
  const outcome = useSignal<SaveOutcome | null>(null);
  const isSaving = useSignal(false);
  const at = new Date(kept.startedAtMs);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const name = `${kept.slug}, ${day.format(at)}`;
  const saveIt = async () => {
    isSaving.value = true;
    outcome.value = await save(kept);
    isSaving.value = false;
  };
  return (
    <li class="kept-item">
      <span class="kept-name">
        <b class="notranslate">{kept.slug}</b>{" "}
        <time dateTime={at.toISOString()}>{day.format(at)}</time>{" "}
        <span class="kept-size">{megabytes(kept.bytes, locale)}</span>
      </span>
      <button
        type="button"
        class="button button-small"
        aria-label={words.saveNamed(name)}
        aria-busy={isSaving.value}
        onClick={() => isSaving.peek() || void saveIt()}
      >
        {words.save}
      </button>
      <ConfirmButton
        word={words.remove}
        label={words.removeNamed(name)}
        question={words.ask}
        keep={words.keep}
        isBusy={false}
        onYes={() => void remove(kept)}
      />
      <span role="status" class="kept-outcome">
        {outcome.value === "failed" && words.saveFailed}
        {outcome.value === "downloaded" && words.downloaded}
      </span>
    </li>
  );
}
