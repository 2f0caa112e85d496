/** What one can do in a call beside the switches: in the bar, in *More*, and by a key, from one list. */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { isPersonKind } from "../../lib/contract/outside.ts";
import type { FullView, LayoutModel } from "../../lib/media/call/layout_types.ts";
import { useHand } from "../../lib/media/hooks/useHand.ts";
import { useLayout } from "../../lib/media/hooks/useLayout.ts";
import type { ChatModel } from "../../lib/media/chat/chat_types.ts";
import { useModeration } from "../../lib/media/hooks/useModeration.ts";
import type { LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useFloatingState } from "../outside_tab/floating_state.ts";
import { useCallWords } from "../messages/joined_words.ts";
import type { IconPath } from "../shell/Icon.tsx";
import { Settings } from "../shell/icons.tsx";
import type { CallPanelName, OpenPanel } from "./call_panel_types.ts";
import { reactMenuId } from "./react_menu_id.ts";
import {
  CircleHelp,
  Gauge,
  Hand,
  Keyboard,
  MessageSquare,
  ScreenShare,
  ScreenShareOff,
  Smile,
  UsersRound,
} from "./icons.tsx";
import { FullScreen, PictureInPicture, Spotlight } from "./stage_icons.ts";

export interface CallAction {
  readonly id: string;
  readonly word: string;
  readonly icon: IconPath;
  /** Of a switch that is on; else the same. */
  readonly iconOn?: IconPath;
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
  /** The id of the menu that it opens. */
  readonly menu?: string;
  /** The panel that it opens and closes. */
  readonly opens?: CallPanelName;
  readonly isOpen?: ReadonlySignal<boolean>;
  /** Stands on its icon; nothing for 0. */
  readonly count?: ReadonlySignal<number>;
  /** Stands there in another colour before it, while it is not 0, with what it means for readers. */
  readonly alert?: {
    readonly count: ReadonlySignal<number>;
    readonly icon: IconPath;
    word(count: number): string;
  };
  run(): void;
}

interface CallActionsGiven {
  media: LiveKitMedia;
  chat: Pick<ChatModel, "unread">;
  open: OpenPanel;
  onSettings(): void;
  onKeys(): void;
  onReceiveLess(): void;
  onTrouble(): void;
}

/** In the order of the bar, and of *More*. */
export function useCallActions(given: CallActionsGiven): readonly CallAction[] {
  const { media, chat, open, onSettings, onKeys, onReceiveLess, onTrouble } = given;
  const { call: words, hand: handWords, react, layout: layoutWords, shortcuts } = useCallWords();
  const peopleCount = useComputed(() =>
    media.participantTracks.value.filter(({ kind }) => isPersonKind(kind.value)).length
  );
  const hand = useHand();
  const handCount = useComputed(() => hand.raised.value.length);
  const share: CallAction = {
    id: "share",
    word: words.shareScreen,
    icon: ScreenShare,
    iconOn: ScreenShareOff,
    key: "s",
    does: shortcuts.screen,
    place: "wide",
    isOn: media.screenShare.isEnabled,
    isPending: media.screenShare.isPending,
    isOffered: media.screenShare.isAllowed,
    run: () => void media.screenShare.toggle(),
  };
  const layout = useLayout();
  const floating = useFloatingState();
  const full: CallAction = {
    id: "full",
    word: words.fullScreen,
    icon: FullScreen,
    key: "f",
    does: shortcuts.full,
    place: "more",
    isOn: useComputed(() => layout.full.value !== null),
    run: () => layout.setFull(layout.full.peek() ? null : largestView(layout)),
  };
  const float: CallAction = {
    id: "float",
    word: layoutWords.pictureInPicture,
    icon: PictureInPicture,
    place: "more",
    isOffered: useComputed(() => floating.toggle.value !== null),
    run: () => floating.toggle.peek()?.(),
  };
  const moderation = useModeration();
  const isSpotlit = useComputed(() => layout.spotlight.value?.isLocal === true);
  const showMe: CallAction = {
    id: "spotlight",
    word: layoutWords.spotlightMe,
    icon: Spotlight,
    place: "more",
    isOn: isSpotlit,
    isOffered: useComputed(() =>
      moderation.mayModerate.value && media.participantTracks.value.length > 1
    ),
    run() {
      const me = media.participantTracks.peek().find(({ isLocal }) => isLocal);
      if (me) void moderation.setSpotlight(isSpotlit.peek() ? null : me);
    },
  };
  return [
    ...media.canShareScreen ? [share] : [],
    {
      id: "hand",
      word: handWords.raise,
      icon: Hand,
      key: "h",
      does: handWords.key,
      place: "bar",
      isOn: hand.isRaised,
      isPending: hand.isPending,
      run: () => void (hand.isRaised.peek() ? hand.lower() : hand.raise()),
    },
    {
      id: "react",
      word: react.open,
      icon: Smile,
      key: "r",
      does: react.key,
      place: "wide",
      menu: reactMenuId,
      run: () => document.getElementById(reactMenuId)?.togglePopover(),
    },
    {
      ...usePanelAction("people", open),
      word: words.participants,
      icon: UsersRound,
      key: "p",
      does: shortcuts.people,
      place: "wide",
      count: peopleCount,
      alert: { count: handCount, icon: Hand, word: handWords.count },
    },
    full,
    float,
    showMe,
    {
      id: "receiving",
      word: words.receiveLess,
      icon: Gauge,
      place: "more",
      isOn: useComputed(() => media.receiving.value !== "everything"),
      run: onReceiveLess,
    },
    {
      ...usePanelAction("chat", open),
      word: words.chat,
      icon: MessageSquare,
      key: "d",
      does: shortcuts.chat,
      place: "bar",
      count: chat.unread,
    },
    { id: "trouble", word: words.somethingWrong, icon: CircleHelp, place: "more", run: onTrouble },
    { id: "settings", word: words.settings, icon: Settings, place: "wide", run: onSettings },
    {
      id: "keys",
      word: shortcuts.title,
      icon: Keyboard,
      key: "?",
      does: shortcuts.list,
      place: "more",
      run: onKeys,
    },
  ];
}

/** The picture for full screen where none was chosen: the shared screen, the stage, the speaker. */
function largestView({ arrangement, speaker }: LayoutModel): FullView | null {
  const { screen, stage, others } = arrangement.peek();
  if (screen) return { seatId: screen.seatId, source: "screen" };
  const person = stage[0] ?? speaker.peek() ?? others.find(({ isLocal }) => !isLocal) ?? others[0];
  return person ? { seatId: person.seatId, source: "camera" } : null;
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
