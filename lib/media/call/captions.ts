import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { booleanOf, oneOf, readVersion1 } from "../base/stored_values.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { Caption, TextReport } from "../ports/room_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import type {
  CaptionChoices,
  CaptionLine,
  CaptionPlace,
  CaptionSize,
  CaptionsModel,
} from "./caption_types.ts";

const key = "madang.captions";

export const captionPlaces: readonly CaptionPlace[] = ["under", "beside"];
export const captionSizes: readonly CaptionSize[] = ["small", "medium", "large"];

/** So many lines are kept; older ones are gone. */
export const maxCaptionLines = 50;
/** So many changes a second are shown; those that end a line always are. */
export const maxCaptionsPerSecond = 30;

/** Dependencies of `Captions`. */
export interface CaptionsParts {
  readonly storage: StoragePort;
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly listeners: Set<(report: TextReport) => void>;
  now(): number;
}

/** The captions of agents that are inside, and how this person wants to see them. */
export class Captions implements CaptionsModel {
  readonly #parts: CaptionsParts;
  readonly #lines = signal<readonly CaptionLine[]>([]);
  readonly #choices = signal<CaptionChoices>({ isShown: false, place: "under", size: "medium" });
  /** Identities of agents that wrote some. */
  readonly #writers = signal<ReadonlySet<string>>(new Set());
  #second = { startedMs: 0, count: 0 };
  readonly isOn: ReadonlySignal<boolean>;

  constructor(parts: CaptionsParts) {
    this.#parts = parts;
    this.isOn = computed(() =>
      parts.people.value.some(({ kind, participantId, isCaptioning }) =>
        kind.value === "agent" &&
        (isCaptioning.value || this.#writers.value.has(participantId.value))
      )
    );
  }

  get lines(): ReadonlySignal<readonly CaptionLine[]> {
    return this.#lines;
  }
  get choices(): ReadonlySignal<CaptionChoices> {
    return this.#choices;
  }

  start(): () => void {
    const { listeners, storage } = this.#parts;
    const onReport = (report: TextReport) => report.type === "caption" && this.#add(report.caption);
    listeners.add(onReport);
    this.#load();
    const stop = storage.onChange(key, () => this.#load());
    return () => {
      stop();
      listeners.delete(onReport);
    };
  }

  choose(patch: Partial<CaptionChoices>): void {
    this.#choices.value = { ...this.#choices.peek(), ...patch };
    this.#parts.storage.write(key, { version: 1, ...this.#choices.peek() });
  }

  #load(): void {
    const stored = readVersion1(this.#parts.storage, key);
    const { isShown, place, size } = this.#choices.peek();
    this.#choices.value = {
      isShown: booleanOf(stored.isShown) ?? isShown,
      place: oneOf(stored.place, captionPlaces) ?? place,
      size: oneOf(stored.size, captionSizes) ?? size,
    };
  }

  #add({ agent, speaker, segmentId, text, isFinal }: Caption): void {
    if (!this.#writers.peek().has(agent)) {
      this.#writers.value = new Set(this.#writers.peek()).add(agent);
    }
    if (!isFinal && this.#isTooMuch()) return;
    const person = this.#parts.people.peek()
      .find(({ participantId }) => participantId.peek() === speaker);
    if (!person) return;
    const id = `${agent} ${segmentId}`;
    const lines = this.#lines.peek();
    const before = lines.find((line) => line.id === id);
    // A line that has ended does not change, whatever comes late.
    if (before?.isFinal) return;
    const name = before?.name ?? person.displayName.peek();
    const line = { id, name, text, isFinal };
    this.#lines.value = before
      ? lines.map((each) => each === before ? line : each)
      : [...lines, line].slice(-maxCaptionLines);
  }

  #isTooMuch(): boolean {
    const nowMs = this.#parts.now();
    if (nowMs - this.#second.startedMs >= 1000) this.#second = { startedMs: nowMs, count: 0 };
    return ++this.#second.count > maxCaptionsPerSecond;
  }
}
