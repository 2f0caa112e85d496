import { type ReadonlySignal, signal } from "@preact/signals";
import type { PushToTalkModel, TalkKey } from "../ports/call_types.ts";
import { booleanOf, isRecord, oneOf } from "../base/stored_values.ts";
import type { VoiceParts } from "./voice_parts.ts";

const storageKey = "madang.push-to-talk";

/** The keys that one can choose from, as `KeyboardEvent.code` names them. */
export const talkKeys: readonly TalkKey[] = ["Space", "Backquote", "KeyT"];

/** On, by the key that does nothing else in a call. */
export const pushToTalkDefaults: { isOn: boolean; key: TalkKey } = { isOn: true, key: "Space" };

/**
 * The microphone is on while a key is held. A microphone that is on already is left alone, nobody is
 * ever asked for a permission by a key, and who came to listen only is not heard by one.
 */
export class PushToTalk implements PushToTalkModel {
  readonly #parts: VoiceParts;
  readonly #isOn = signal(pushToTalkDefaults.isOn);
  readonly #key = signal(pushToTalkDefaults.key);
  readonly #isHeld = signal(false);
  /** Mutings of ours that are on their way: the microphone is on still, but not by choice. */
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

  /** Reads what is remembered, and lets go when the page is out of sight. */
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
    const stored = this.#parts.storage.read(storageKey);
    if (isRecord(stored) && stored.version === 1) this.#assign(stored);
  }

  #assign(values: Readonly<Record<string, unknown>>): void {
    const isOn = booleanOf(values.isOn) ?? this.#isOn.peek();
    const key = oneOf(values.key, talkKeys) ?? this.#key.peek();
    if (!isOn || key !== this.#key.peek()) this.release();
    this.#isOn.value = isOn;
    this.#key.value = key;
  }
}
