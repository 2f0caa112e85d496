import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useLazy } from "../shell/useLazy.ts";
import { CodeMissing } from "../space/CodeMissing.tsx";

interface CallHelpProps {
  open: Signal<"receiving" | null>;
  media: LiveKitMedia;
}

/** The dialogs of *Receive less* and *Something is wrong*, whose code is loaded when one is first opened. */
export function CallHelp({ open, media }: CallHelpProps) {
  const code = useLazy(() => import("../help/call_help.ts"));
  useEffect(() => {
    if (open.value) code.load();
  }, [open.value]);
  if (open.value === null) return null;
  const dialogs = code.module.value;
  if (!dialogs) return code.hasFailed.value ? <CodeMissing /> : null;
  return <dialogs.ReceivingDialog media={media} onClose={() => open.value = null} />;
}
