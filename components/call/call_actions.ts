/** What one can do in a call beside the switches: in the bar, in *More*, and by a key, from one list. */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { isPersonKind } from "../../lib/contract/outside.ts";
import type { ChatModel } from "../../lib/media/chat/chat_types.ts";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/call_words.ts";
import type { IconSign } from "../shell/Icon.tsx";
import { Settings } from "../shell/signs.tsx";
import type { CallPanelName, OpenPanel } from "./call_panel_types.ts";
import { Keyboard, MessageSquare, ScreenShare, ScreenShareOff, UsersRound } from "./signs.tsx";

export interface CallAction {
  readonly id: string;
  readonly word: string;
  readonly sign: IconSign;
  /** Of a switch that is on; else the same. */
  readonly signOn?: IconSign;
  /** `bar`: always in the bar. `wide`: in the bar of a wide window, else in *More*. `more`: in *More*. */
  readonly place: "bar" | "wide" | "more";
  /** The key that does the same: a small letter, or a sign. */
  readonly key?: string;
  /** What the key does, in the list of keys; else the word. */
  readonly does?: string;
  /** Whether it is on, where it is a switch. */
  readonly isOn?: ReadonlySignal<boolean>;
  /** Whether a switch is being turned. */
  readonly isPending?: ReadonlySignal<boolean>;
  /** Whether it is there at all. */
  readonly isOffered?: ReadonlySignal<boolean>;
  /** The panel that it opens and closes. */
  readonly opens?: CallPanelName;
  readonly isOpen?: ReadonlySignal<boolean>;
  /** Stands on its sign; nothing for 0. */
  readonly count?: ReadonlySignal<number>;
  run(): void;
}

interface CallActionsGiven {
  media: LiveKitMedia;
  chat: Pick<ChatModel, "unread">;
  open: OpenPanel;
  onSettings(): void;
  onKeys(): void;
}

/** In the order of the bar, and of *More*. */
export function useCallActions(given: CallActionsGiven): readonly CallAction[] {
  const { media, chat, open, onSettings, onKeys } = given;
  const { call: words, shortcuts } = useCallWords();
  const peopleCount = useComputed(() =>
    media.participantTracks.value.filter(({ kind }) => isPersonKind(kind.value)).length
  );
  const share: CallAction = {
    id: "share",
    word: words.shareScreen,
    sign: ScreenShare,
    signOn: ScreenShareOff,
    key: "s",
    does: shortcuts.screen,
    place: "wide",
    isOn: media.screenShare.isEnabled,
    isPending: media.screenShare.isPending,
    isOffered: media.screenShare.isAllowed,
    run: () => void media.screenShare.toggle(),
  };
  return [
    ...media.canShareScreen ? [share] : [],
    {
      ...usePanelAction("people", open),
      word: words.participants,
      sign: UsersRound,
      key: "p",
      does: shortcuts.people,
      place: "wide",
      count: peopleCount,
    },
    {
      ...usePanelAction("chat", open),
      word: words.chat,
      sign: MessageSquare,
      key: "d",
      does: shortcuts.chat,
      place: "bar",
      count: chat.unread,
    },
    { id: "settings", word: words.settings, sign: Settings, place: "wide", run: onSettings },
    {
      id: "keys",
      word: shortcuts.title,
      sign: Keyboard,
      key: "?",
      does: shortcuts.list,
      place: "more",
      run: onKeys,
    },
  ];
}

/** What opens a panel, and closes it where it is open. */
function usePanelAction(
  name: CallPanelName,
  open: OpenPanel,
): Pick<CallAction, "id" | "opens" | "isOpen" | "run"> {
  const isOpen = useComputed(() => open.value === name);
  return {
    id: name,
    opens: name,
    isOpen,
    run: () => open.value = isOpen.peek() ? null : name,
  };
}

/** Those that are there now. Reads signals. */
export function offeredActions(actions: readonly CallAction[]): readonly CallAction[] {
  return actions.filter(({ isOffered }) => isOffered?.value ?? true);
}
