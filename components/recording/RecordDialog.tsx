import { useSignal } from "@preact/signals";
import { useContext, useEffect } from "preact/hooks";
import { useKeptRecordings, useRecording } from "../../lib/media/hooks/useRecording.ts";
import { useRecordingWords } from "../messages/recording_words.ts";
import { LocaleContext } from "../messages/words.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { Notice } from "../shell/Notice.tsx";
import { KeptList } from "./KeptList.tsx";
import { megabytes, timeWord } from "./recording_sizes.ts";

/** *Record here*: what to record, how it goes, and what is kept. */
export function RecordDialog({ isEncrypted, onClose }: { isEncrypted: boolean; onClose(): void }) {
  const words = useRecordingWords();
  const recording = useRecording();
  const kept = useKeptRecordings();
  useEffect(() => void kept.refresh(), []);
  return (
    <Dialog
      id="record"
      class="dialog-short"
      title={words.title}
      closeWord={words.close}
      onClose={onClose}
    >
      <div class="record">
        <p>{words.why}</p>
        {isEncrypted && <p>{words.encrypted}</p>}
        <RecordingTroubleNotice />
        {recording.state.value === "off" ? <RecordChoices /> : <RecordState />}
        {kept.list.value.length > 0 && (
          <section aria-labelledby="kept-in-dialog">
            <h3 id="kept-in-dialog" class="kept-title">{words.kept}</h3>
            <p class="choice-cost">{words.keptWhy}</p>
            <KeptList />
          </section>
        )}
      </div>
    </Dialog>
  );
}

function RecordChoices() {
  const words = useRecordingWords();
  const recording = useRecording();
  const hasPictures = useSignal(false);
  const choices = [
    { value: false, name: words.sound, more: words.soundMore },
    { value: true, name: words.pictures, more: words.picturesMore },
  ];
  return (
    <>
      <fieldset class="choices">
        <legend class="visually-hidden">{words.what}</legend>
        {choices.map(({ value, name, more }) => (
          <label key={name} class="receiving-choice">
            <input
              type="radio"
              name="record-what"
              checked={hasPictures.value === value}
              onChange={() => hasPictures.value = value}
            />
            <span class="receiving-words">
              <span class="choice-name">{name}</span>
              <span class="choice-use">{more}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        class="button button-main"
        onClick={() => void recording.start({ hasPictures: hasPictures.peek() })}
      >
        {words.start}
      </button>
    </>
  );
}

function RecordState() {
  const words = useRecordingWords();
  const locale = useContext(LocaleContext);
  const { state, seconds, bytes, stop } = useRecording();
  const now = state.value === "off" ? "recording" : state.value;
  return (
    <>
      <p role="status" class="record-state">
        {now === "recording" && <span class="record-dot" aria-hidden="true" />}
        {words[now]}
      </p>
      <p class="record-figures">
        <span role="timer">{timeWord(seconds.value)}</span>
        {" · "}
        {megabytes(bytes.value, locale)}
      </p>
      {now !== "ending" && (
        <button
          type="button"
          class="button button-danger"
          onClick={() => void stop()}
        >
          {now === "telling" ? words.cancel : words.stop}
        </button>
      )}
    </>
  );
}

/** Why it did not begin, or has ended by itself. */
export function RecordingTroubleNotice() {
  const words = useRecordingWords();
  const { trouble, dismissTrouble } = useRecording();
  if (trouble.value === null) return null;
  return (
    <Notice tone="attention" text={words.troubles[trouble.value]}>
      <button type="button" class="button button-small" onClick={dismissTrouble}>
        {words.understood}
      </button>
    </Notice>
  );
}
