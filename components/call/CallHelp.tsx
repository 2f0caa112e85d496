import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { helpWords } from "../messages/help_words.ts";
import { useLazy } from "../shell/useLazy.ts";
import { CodeMissing } from "../space/CodeMissing.tsx";

/** The dialog that is open: *Receive less*, or *Something is wrong*. */
export type OpenHelp = Signal<"receiving" | "trouble" | null>;

interface CallHelpProps {
  open: OpenHelp;
  call: LiveKitCall;
  media: LiveKitMedia;
  onSettings(): void;
}

/** The dialogs of *Receive less* and *Something is wrong*, whose code is loaded when one is first opened. */
export function CallHelp({ open, call, media, onSettings }: CallHelpProps) {
  const code = useLazy(() => import("../help/call_help.ts"), helpWords);
  useEffect(() => {
    if (open.value) code.load();
  }, [open.value]);
  if (open.value === null) return null;
  const dialogs = code.module.value;
  if (!dialogs) return code.hasFailed.value ? <CodeMissing /> : null;
  const close = () => open.value = null;
  if (open.value === "receiving") return <dialogs.ReceivingDialog media={media} onClose={close} />;
  return (
    <dialogs.TroubleDialog
      call={call}
      media={media}
      onSettings={onSettings}
      onReceiveLess={() => open.value = "receiving"}
      onClose={() => {
        // A remedy may have opened the other dialog.
        if (open.peek() === "trouble") close();
      }}
    />
  );
}
