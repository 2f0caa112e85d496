import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { captionWords } from "../messages/caption_words.ts";
import { useLazy } from "../shell/useLazy.ts";

/** The captions, whose code is loaded once an agent is inside: nobody else writes any. */
export function LateCaptions({ people }: { people: ReadonlySignal<readonly ParticipantTracks[]> }) {
  const hasAgent = useComputed(() => people.value.some(({ kind }) => kind.value === "agent"));
  const code = useLazy(() => import("../captions/CaptionsRegion.tsx"), captionWords);
  useEffect(() => {
    if (hasAgent.value) code.load();
  }, [hasAgent.value]);
  const CaptionsRegion = code.module.value?.CaptionsRegion;
  return CaptionsRegion ? <CaptionsRegion /> : null;
}
