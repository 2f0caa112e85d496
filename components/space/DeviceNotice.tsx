import { useEffect } from "preact/hooks";
import type { MediaDevicesModel } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Notice } from "../shell/Notice.tsx";

/** After that it needs no answer: the settings offer the same. */
const offeredMilliseconds = 30_000;

/** Notices with a device that can be used instead. */
const offers: readonly NoticeType[] = ["back", "held", "new", "heard"];

type NoticeType = NonNullable<MediaDevicesModel["notice"]["value"]>["type"];

/** A device that is gone, back, new, or another app's: what is used now, and one button. */
export function DeviceNotice({ devices }: { devices: MediaDevicesModel }) {
  const words = useCallWords();
  const notice = devices.notice.value;
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => devices.dismissNotice(), offeredMilliseconds);
    return () => clearTimeout(timer);
  }, [notice]);
  if (!notice) return null;
  const { type, kind, label } = notice;
  return (
    <Notice
      tone="attention"
      role="status"
      text={words.deviceNotice[type][kind](label)}
    >
      {offers.includes(type)
        ? (
          <button type="button" class="button" onClick={() => void devices.useOffered()}>
            {type === "held"
              ? words.askAgain
              : type === "back"
              ? words.deviceNotice.useAgain
              : words.deviceNotice.use}
          </button>
        )
        : (
          <button type="button" class="button" onClick={() => devices.dismissNotice()}>
            {words.understood}
          </button>
        )}
    </Notice>
  );
}
