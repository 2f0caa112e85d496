import { useEffect } from "preact/hooks";
import { useMayHaveRecordings } from "../../lib/media/hooks/useMayHaveRecordings.ts";
import { recordingWords } from "../messages/recording_words.ts";
import { useLazy } from "../shell/useLazy.ts";

/** Recordings that this browser keeps, before joining and after the call; their code is loaded where there may be some. */
export function LateKept() {
  const mayHaveSome = useMayHaveRecordings();
  const code = useLazy(() => import("../recording/KeptNotice.tsx"), recordingWords);
  useEffect(() => {
    if (mayHaveSome()) code.load();
  }, []);
  const KeptNotice = code.module.value?.KeptNotice;
  return KeptNotice ? <KeptNotice /> : null;
}
