import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { oneOf, readVersion1 } from "../base/stored_values.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { VoiceParts } from "../voice/voice_parts.ts";

const storageKey = "madang.attention";

/** How we are told of a knock, and of the first who comes while we are alone. */
export type AttentionKind = "sound" | "flash" | "none";

export const attentionKinds: readonly AttentionKind[] = ["sound", "flash", "none"];

/** How long we have to be alone before a participant who comes is the first: others are listed one by one when we join. */
export const aloneMs = 3000;

/** `useAttention()`. Kept in this browser. */
export interface AttentionModel {
  readonly kind: ReadonlySignal<AttentionKind>;
  choose(kind: AttentionKind): void;
  /** Counts the flashes that were asked for: show one at each change. */
  readonly flashes: ReadonlySignal<number>;
}

/** The dependencies of `Attention`. */
export interface AttentionParts {
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly voice: Pick<VoiceParts, "page" | "storage" | "loadAudio" | "outputRatio">;
}

/** Calls our attention, by a soft sound or a quiet flash, as we chose. */
export class Attention implements AttentionModel {
  readonly #parts: AttentionParts;
  readonly #kind = signal<AttentionKind>("sound");
  readonly #flashes = signal(0);

  constructor(parts: AttentionParts) {
    this.#parts = parts;
  }

  get kind(): ReadonlySignal<AttentionKind> {
    return this.#kind;
  }
  get flashes(): ReadonlySignal<number> {
    return this.#flashes;
  }

  choose(kind: AttentionKind): void {
    this.#kind.value = kind;
    this.#parts.voice.storage.write(storageKey, { version: 1, kind });
  }

  /** Reads and follows what is remembered, until the returned function is called. */
  start(): () => void {
    this.#load();
    return this.#parts.voice.storage.onChange(storageKey, () => this.#load());
  }

  /** Calls for the first who comes while we are alone, until the returned function is called. */
  watchArrivals(): () => void {
    let wasAlone = false;
    let cancel = () => {};
    const stop = effect(() => {
      const isAlone = this.#parts.people.value.every((person) => person.isLocal);
      untracked(() => {
        cancel();
        if (isAlone) cancel = this.#parts.voice.page.after(aloneMs, () => wasAlone = true);
        else if (wasAlone) {
          wasAlone = false;
          this.call();
        }
      });
    });
    return () => {
      cancel();
      stop();
    };
  }

  /** Best effort: what it is for is also shown and read out. */
  call(): void {
    const kind = this.#kind.peek();
    if (kind === "flash") this.#flashes.value++;
    if (kind === "sound") void this.#ring().catch(() => {});
  }

  async #ring(): Promise<void> {
    const { loadAudio, outputRatio } = this.#parts.voice;
    await (await loadAudio()).ring(outputRatio());
  }

  #load(): void {
    const { kind } = readVersion1(this.#parts.voice.storage, storageKey);
    this.#kind.value = oneOf(kind, attentionKinds) ?? this.#kind.peek();
  }
}
