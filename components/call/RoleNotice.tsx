import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useSpaceWords } from "../messages/joined_words.ts";

/** Shorter losses of a permission are not shown: a moderator stops a screen share by taking the permission away for a moment. */
const momentMilliseconds = 500;

/** Explains which switches are missing because of the person's role. */
export function RoleNotice({ media }: { media: LiveKitMedia }) {
  const words = useSpaceWords();
  const devices = [media.microphone, media.camera, media.screenShare];
  const missing = useComputed(() => devices.filter((device) => !device.isAllowed.value).length);
  const said = useSignal(missing.peek());
  useSignalEffect(() => {
    const now = missing.value;
    const timer = setTimeout(() => said.value = now, momentMilliseconds);
    return () => clearTimeout(timer);
  });
  return (
    <p class="role-notice" role="status">
      {said.value === devices.length ? words.onlyListening : said.value > 0 && words.someTaken}
    </p>
  );
}
