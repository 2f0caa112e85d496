import type { PushToTalkModel } from "../../lib/media/ports/call_types.ts";
import { hasModifier, type PressedKey, signOf } from "./pressed_key.ts";

/** The key that talks while it is held, as the keyboard's events tell of it. */
export class TalkKey {
  readonly #talk: Pick<PushToTalkModel, "key" | "isHeld" | "press" | "release">;
  /** Where the key lies that is down: by the time it goes up, another sign may be written on it. */
  #code = "";

  constructor(talk: Pick<PushToTalkModel, "key" | "isHeld" | "press" | "release">) {
    this.#talk = talk;
  }

  /** Whether this is the chosen key: a letter by what is written on it, the others by their place. */
  isMeant(press: PressedKey): boolean {
    const key = this.#talk.key.peek();
    return key.startsWith("Key")
      ? signOf(press) === key.slice("Key".length).toLowerCase()
      : press.code === key;
  }

  /** A key goes down, or repeats. `isFree`: it does nothing else here. Answers whether it talks. */
  down(press: PressedKey, isFree: boolean): boolean {
    // macOS tells of no key that goes up while Command is down, and Alt or Control make something longer of it.
    if (hasModifier(press)) this.#talk.release();
    else if (this.isMeant(press) && isFree && !press.repeat && !press.isComposing) {
      this.#code = press.code;
      this.#talk.press();
    }
    return this.#talk.isHeld.peek() && this.isMeant(press);
  }

  /** A key goes up. Answers whether it talked. */
  up({ code }: Pick<PressedKey, "code">): boolean {
    if (code !== this.#code || !this.#talk.isHeld.peek()) return false;
    this.#talk.release();
    return true;
  }
}
