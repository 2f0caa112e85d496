/** The words that joining loads, for components that are loaded with them. */
import type { BackgroundWords } from "./en_background.ts";
import type { CallWords } from "./en_call.ts";
import type { ChatWords } from "./en_chat.ts";
import type { SoundWords } from "./en_sound.ts";
import type { SpaceWords } from "./en_space.ts";
import { joinedWords } from "./joined_volume.ts";
import { useLateWords } from "./late_words.ts";

/** The words of the background. */
export function useBackgroundWords(): BackgroundWords {
  return useLateWords(joinedWords).background;
}

/** The words of the call. */
export function useCallWords(): CallWords {
  return useLateWords(joinedWords).call;
}

/** The words of the chat. */
export function useChatWords(): ChatWords {
  return useLateWords(joinedWords).chat;
}

/** The words of the quiet background and the original sound. */
export function useSoundWords(): SoundWords {
  return useLateWords(joinedWords).sound;
}

/** The words of those who look after a space. */
export function useSpaceWords(): SpaceWords {
  return useLateWords(joinedWords).space;
}
