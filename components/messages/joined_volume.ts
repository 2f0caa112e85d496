/** The words that joining loads: of the call, its notices and the chat. In the language of the page alone. */
import { lateCode } from "../../lib/contract/late_code.ts";
import type { BackgroundWords } from "./en_background.ts";
import type { CallWords } from "./en_call.ts";
import type { ChatWords } from "./en_chat.ts";
import type { SoundWords } from "./en_sound.ts";
import type { SpaceWords } from "./en_space.ts";
import { lateWords } from "./late_words.ts";

interface JoinedWords {
  readonly background: BackgroundWords;
  readonly call: CallWords;
  readonly chat: ChatWords;
  readonly sound: SoundWords;
  /** Of those who look after a space. */
  readonly space: SpaceWords;
}

export const joinedWords = lateWords<JoinedWords>({
  en: () => lateCode(() => import("./en_joined.ts")),
  ko: () => lateCode(() => import("./ko_joined.ts")),
});
