import type { LiveKitCall } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** The notice while a visitor waits to be let in, with a way to stop. */
export function KnockingNotice({ call }: { call: LiveKitCall }) {
  const words = useCallWords().knocking;
  if (call.connectionState.value !== "knocking") return null;
  return (
    <Notice role="status" tone="attention" text={words.text} more={words.more}>
      <button type="button" class="button" onClick={() => void call.leave()}>{words.stop}</button>
    </Notice>
  );
}
