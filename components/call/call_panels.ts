/** What the panel beside the call can show: a tab each, whose code is loaded when it is first shown. */
import type { ComponentType } from "preact";
import type { CallWords } from "../messages/en_call.ts";
import type { CallPanelName, CallPanelProps } from "./call_panel_types.ts";
import { type Lazy, useLazy } from "../shell/useLazy.ts";

interface CallPanelTab {
  readonly name: CallPanelName;
  word(words: CallWords): string;
  /** A hook: the module that exports it as `Panel`. */
  useCode(): Lazy<{ Panel: ComponentType<CallPanelProps> }>;
}

/** In the order of the tabs. */
export const callPanels: readonly CallPanelTab[] = [
  {
    name: "people",
    word: ({ call }) => call.participants,
    useCode: () => useLazy(() => import("./PeoplePanel.tsx")),
  },
  {
    name: "chat",
    word: ({ call }) => call.chat,
    useCode: () => useLazy(() => import("../chat/ChatPanel.tsx")),
  },
];
