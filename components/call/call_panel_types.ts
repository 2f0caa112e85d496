import type { Signal } from "@preact/signals";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";

/** What the panel beside the call can show. */
export type CallPanelName = "people" | "chat";

/** What is shown of them; `null` while the panel is closed. */
export type OpenPanel = Signal<CallPanelName | null>;

/** What each of them is given. */
export interface CallPanelProps {
  slug: string;
  call: LiveKitCall;
  media: LiveKitMedia;
}
