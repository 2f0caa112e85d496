import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { sharedStart } from "../base/shared_start.ts";
import { booleanOf, oneOf, readVersion1 } from "../base/stored_values.ts";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { StoragePort } from "../ports/storage_port.ts";
import { arrange, inOrder, swapped } from "./arrange.ts";
import type { Arrangement, FullView, LayoutChoice, LayoutModel } from "./layout_types.ts";
import { StageSpeaker } from "./stage_speaker.ts";

const storageKey = "madang.layout";

/** All layouts, in the order in which a menu shows them. */
export const layoutChoices: readonly LayoutChoice[] = ["auto", "grid", "speaker", "side-by-side"];

/** The most pins that are kept: the newest. A seat's id is never used twice, so old ones do nothing. */
export const mostPins = 20;

/** The dependencies of `Layout`. */
export interface LayoutParts {
  readonly people: ReadonlySignal<readonly ParticipantTracks[]>;
  /** The seat in the spotlight. */
  readonly spotlight: ReadonlySignal<string | null>;
  readonly storage: StoragePort;
  readonly page: Pick<PagePort, "after">;
}

/** How this browser shows the call. Choices are read by `start`, which may be called by several. */
export class Layout implements LayoutModel {
  readonly #parts: LayoutParts;
  readonly #speaker: StageSpeaker;
  readonly #choice = signal<LayoutChoice>("auto");
  readonly #isOwnPictureHidden = signal(false);
  readonly #isFitted = signal(false);
  readonly #pins = signal<readonly string[]>([]);
  readonly #chosenScreen = signal<string | null>(null);
  readonly #roomFor = signal(Infinity);
  readonly #full = signal<FullView | null>(null);
  /** Seats in the order of their tiles, once two have changed places; empty: in the order of joining. */
  readonly #order = signal<readonly string[]>([]);
  readonly pinned = computed<ReadonlySet<string>>(() => new Set(this.#pins.value));
  readonly spotlight: ReadonlySignal<ParticipantTracks | null>;
  readonly screens: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly arrangement: ReadonlySignal<Arrangement>;
  /** Reads and follows what is remembered, and follows the speakers. Several components may start it. */
  readonly start: () => () => void = sharedStart(() => this.#begin());

  constructor(parts: LayoutParts) {
    this.#parts = parts;
    const { people, spotlight, page } = parts;
    this.#speaker = new StageSpeaker(people, page);
    this.spotlight = computed(() =>
      people.value.find(({ seatId }) => seatId === spotlight.value) ?? null
    );
    this.screens = computed(() =>
      people.value.filter((person) => !person.isLocal && person.screen.value)
        .sort((one, other) => one.screenOrder.value - other.screenOrder.value)
    );
    this.arrangement = computed(() => this.#arrange());
  }

  get choice(): ReadonlySignal<LayoutChoice> {
    return this.#choice;
  }
  get isOwnPictureHidden(): ReadonlySignal<boolean> {
    return this.#isOwnPictureHidden;
  }
  get isFitted(): ReadonlySignal<boolean> {
    return this.#isFitted;
  }
  get speaker(): ReadonlySignal<ParticipantTracks | null> {
    return this.#speaker.speaker;
  }
  get full(): ReadonlySignal<FullView | null> {
    return this.#full;
  }

  choose(choice: LayoutChoice): void {
    batch(() => {
      // All tiles move anyway: each goes back to its own place.
      this.#order.value = [];
      this.#choice.value = choice;
    });
    this.#remember();
  }

  setOwnPictureHidden(isHidden: boolean): void {
    this.#isOwnPictureHidden.value = isHidden;
    this.#remember();
  }

  setFitted(isFitted: boolean): void {
    this.#isFitted.value = isFitted;
    this.#remember();
  }

  togglePin({ seatId }: ParticipantTracks): void {
    const others = this.#pins.peek().filter((pin) => pin !== seatId);
    const isPinned = others.length < this.#pins.peek().length;
    this.#pins.value = isPinned ? others : [...others, seatId].slice(-mostPins);
    this.#remember();
  }

  chooseScreen({ seatId }: ParticipantTracks): void {
    this.#chosenScreen.value = seatId;
  }

  setRoomFor(count: number): void {
    this.#roomFor.value = count;
  }

  setFull(view: FullView | null): void {
    this.#full.value = view;
  }

  #begin(): () => void {
    this.#load();
    const stops = [
      this.#parts.storage.onChange(storageKey, () => this.#load()),
      this.#speaker.start(),
      this.#swapSpeakers(),
      // A choice is for one screen: the next that this participant shows is news like any other.
      effect(() => {
        const isShared = this.screens.value.some(({ seatId }) =>
          seatId === this.#chosenScreen.value
        );
        if (!isShared) this.#chosenScreen.value = null;
      }),
      effect(() => {
        const view = this.#full.value;
        const person = this.#parts.people.value.find(({ seatId }) => seatId === view?.seatId);
        const isThere = view?.source === "screen" ? person?.screen.value : person;
        if (view && !isThere) this.#full.value = null;
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      this.#full.value = null;
    };
  }

  /** The next speaker and the one before change places, so that no other tile moves. */
  #swapSpeakers(): () => void {
    let before: ParticipantTracks | null = null;
    return effect(() => {
      const { shape, stage } = this.arrangement.value;
      const next = shape !== "grid" && stage.length === 1 ? stage[0] : null;
      const last = before;
      before = next;
      untracked(() => {
        const people = inOrder(this.#parts.people.peek(), this.#order.peek());
        if (!last || !next || last === next || !people.includes(last)) return;
        if (this.#isHeld(last) || this.#isHeld(next)) return;
        this.#order.value = swapped(people, last, next);
      });
    });
  }

  #isHeld(person: ParticipantTracks): boolean {
    return this.pinned.value.has(person.seatId) || this.spotlight.value === person;
  }

  #arrange(): Arrangement {
    const everybody = inOrder(this.#parts.people.value, this.#order.value);
    const isHidden = this.#isOwnPictureHidden.value && everybody.length > 1;
    const people = isHidden ? everybody.filter((person) => !person.isLocal) : everybody;
    const screens = this.screens.value;
    const chosen = screens.find(({ seatId }) => seatId === this.#chosenScreen.value);
    return arrange({
      choice: this.#choice.value,
      people,
      screen: chosen ?? screens[screens.length - 1] ?? null,
      isHeld: (person) => this.#isHeld(person),
      roomFor: this.#roomFor.value,
      speaker: () => this.#speaker.speaker.value,
    });
  }

  #load(): void {
    const stored = readVersion1(this.#parts.storage, storageKey);
    const { pins } = stored;
    batch(() => {
      this.#choice.value = oneOf(stored.choice, layoutChoices) ?? this.#choice.peek();
      this.#isFitted.value = booleanOf(stored.isFitted) ?? this.#isFitted.peek();
      this.#isOwnPictureHidden.value = booleanOf(stored.isOwnPictureHidden) ??
        this.#isOwnPictureHidden.peek();
      if (Array.isArray(pins)) {
        this.#pins.value = pins.filter((pin) => typeof pin === "string").slice(-mostPins);
      }
    });
  }

  #remember(): void {
    this.#parts.storage.write(storageKey, {
      version: 1,
      choice: this.#choice.peek(),
      isFitted: this.#isFitted.peek(),
      isOwnPictureHidden: this.#isOwnPictureHidden.peek(),
      pins: this.#pins.peek(),
    });
  }
}
