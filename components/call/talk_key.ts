import type { PushToTalkModel } from "../../lib/media/ports/call_types.ts";
import { hasModifier, type PressedKey, signOf } from "./pressed_key.ts";

/** The push-to-talk key: translates keyboard events to `press()` and `release()`. */
export class TalkKey {
  readonly #talk: Pick<PushToTalkModel, "key" | "isHeld" | "press" | "release">;
  /** The `code` of the key that is down. Its release is recognised by place, since the layout may change meanwhile. */
  #code = "";

  constructor(talk: Pick<PushToTalkModel, "key" | "isHeld" | "press" | "release">) {
    this.#talk = talk;
  }

  /** Whether this is the chosen key: a letter by its character, any other by its place. */
  isMeant(press: PressedKey): boolean {
    const key = this.#talk.key.peek();
    return key.startsWith("Key")
      ? signOf(press) === key.slice("Key".length).toLowerCase()
      : press.code === key;
  }

  /** Handles `keydown`, also a repeated one. `isFree`: the key does nothing else here. Returns whether it talks. */
  down(press: PressedKey, isFree: boolean): boolean {
    // macOS reports no `keyup` while Command is down; with Alt or Control the key is part of a combination.
    if (hasModifier(press)) this.#talk.release();
    else if (this.isMeant(press) && isFree && !press.repeat && !press.isComposing) {
      this.#code = press.code;
      this.#talk.press();
    }
    return this.#talk.isHeld.peek() && this.isMeant(press);
  }

  /** Handles `keyup`. Returns whether the key talked. */
  up({ code }: Pick<PressedKey, "code">): boolean {
    if (code !== this.#code || !this.#talk.isHeld.peek()) return false;
    this.#talk.release();
    return true;
  }
}
