import { type ReadonlySignal, signal } from "@preact/signals";
import type { PushToTalkModel, TalkKey } from "../ports/call_types.ts";
import { booleanOf, oneOf, readVersion1 } from "../base/stored_values.ts";
import type { VoiceParts } from "./voice_parts.ts";

const storageKey = "madang.push-to-talk";

/** The keys to choose from, by `KeyboardEvent.code`. */
export const talkKeys: readonly TalkKey[] = ["Space", "Backquote", "KeyT"];

/** On, with the space bar, which does nothing else in a call. */
export const pushToTalkDefaults: { isOn: boolean; key: TalkKey } = { isOn: true, key: "Space" };

/**
 * Switches the microphone on while a key is held. A press does nothing if the microphone is on already,
 * if it would prompt for permission, or if the person joined to listen only.
 */
export class PushToTalk implements PushToTalkModel {
  readonly #parts: VoiceParts;
  readonly #isOn = signal(pushToTalkDefaults.isOn);
  readonly #key = signal(pushToTalkDefaults.key);
  readonly #isHeld = signal(false);
  /** Releases that are not muted yet: the microphone is still on, but not by choice. */
  #releases = 0;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  get isOn(): ReadonlySignal<boolean> {
    return this.#isOn;
  }
  get key(): ReadonlySignal<TalkKey> {
    return this.#key;
  }
  get isHeld(): ReadonlySignal<boolean> {
    return this.#isHeld;
  }

  /** Loads the stored choice, and releases the key when the page is hidden. Returns how to stop. */
  start(): () => void {
    this.#load();
    const stops = [
      this.#parts.storage.onChange(storageKey, () => this.#load()),
      this.#parts.page.onHidden(() => this.release()),
      () => this.release(),
    ];
    return () => stops.forEach((stop) => stop());
  }

  update(patch: { isOn?: boolean; key?: TalkKey }): void {
    this.#assign(patch);
    const { isOn, key } = this;
    this.#parts.storage.write(storageKey, { version: 1, isOn: isOn.peek(), key: key.peek() });
  }

  press(): void {
    const { microphone, capture, isAllowed, isListenOnly } = this.#parts;
    if (!this.#isOn.peek() || this.#isHeld.peek() || isListenOnly()) return;
    if (microphone.isEnabled.peek() && this.#releases === 0) return;
    if (capture.stream.peek() === null && !isAllowed()) return;
    this.#isHeld.value = true;
    void microphone.setForNow(true);
  }

  release(): void {
    if (!this.#isHeld.peek()) return;
    this.#isHeld.value = false;
    this.#releases++;
    void this.#parts.microphone.setForNow(false).finally(() => this.#releases--);
  }

  #load(): void {
    this.#assign(readVersion1(this.#parts.storage, storageKey));
  }

  #assign(values: Readonly<Record<string, unknown>>): void {
    const isOn = booleanOf(values.isOn) ?? this.#isOn.peek();
    const key = oneOf(values.key, talkKeys) ?? this.#key.peek();
    if (!isOn || key !== this.#key.peek()) this.release();
    this.#isOn.value = isOn;
    this.#key.value = key;
  }
}
