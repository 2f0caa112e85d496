import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { showingError } from "../base/showing_error.ts";
import { SerialQueue } from "../base/serial_queue.ts";
import type { CallError, ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";
import type { HandModel } from "./hand_types.ts";
import type { SpaceParts } from "./space_parts.ts";

/** Speech for so long means that one had one's turn. */
export const turnMs = 5000;

/** A pause for longer than this ends the speech. */
export const speechPauseMs = 2000;

/** The dependencies of `RaisedHands`. */
export interface RaisedHandsParts extends SpaceParts {
  readonly page: Pick<PagePort, "after">;
}

/** Raised hands, as the attributes of participants tell; our own is raised and lowered by the server. */
export class RaisedHands implements HandModel {
  readonly #parts: RaisedHandsParts;
  readonly #requests = new SerialQueue();
  readonly #openRequests = signal(0);
  readonly #isLoweringOffered = signal(false);
  readonly #error = signal<CallError | null>(null);
  readonly raised: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly place: ReadonlySignal<number | null>;
  readonly isRaised: ReadonlySignal<boolean>;
  readonly isPending: ReadonlySignal<boolean> = computed(() => this.#openRequests.value > 0);

  constructor(parts: RaisedHandsParts) {
    this.#parts = parts;
    this.raised = computed(() =>
      parts.people.value
        .flatMap((person) => {
          const at = person.handRaisedAt.value;
          return at === null ? [] : [{ person, at }];
        })
        .sort((one, other) =>
          one.at - other.at || (one.person.seatId < other.person.seatId ? -1 : 1)
        )
        .map(({ person }) => person)
    );
    this.place = computed(() => {
      const index = this.raised.value.findIndex(({ isLocal }) => isLocal);
      return index < 0 ? null : index + 1;
    });
    this.isRaised = computed(() => this.place.value !== null);
  }

  get isLoweringOffered(): ReadonlySignal<boolean> {
    return this.#isLoweringOffered;
  }
  get error(): ReadonlySignal<CallError | null> {
    return this.#error;
  }

  raise(): Promise<boolean> {
    return this.#set(true);
  }

  lower(): Promise<boolean> {
    return this.#set(false);
  }

  keepRaised(): void {
    this.#isLoweringOffered.value = false;
  }

  dismissError(): void {
    this.#error.value = null;
  }

  /** Listens to our own speech, until the returned function is called. */
  start(): () => void {
    return effect(() => {
      if (!this.isRaised.value) return;
      return untracked(() => this.#watchSpeech());
    });
  }

  /** Offers to lower the hand after a turn, once. */
  #watchSpeech(): () => void {
    const { people, page } = this.#parts;
    let [cancelTurn, cancelPause] = [() => {}, () => {}];
    let isListening = false;
    let isOver = false;
    const endTurn = () => {
      isOver = true;
      this.#isLoweringOffered.value = true;
    };
    const stop = effect(() => {
      const isSpeaking = people.value.find(({ isLocal }) => isLocal)?.isSpeaking.value ?? false;
      cancelPause();
      if (isOver) return;
      if (isSpeaking && !isListening) {
        isListening = true;
        cancelTurn = page.after(turnMs, endTurn);
      } else if (!isSpeaking && isListening) {
        cancelPause = page.after(speechPauseMs, () => {
          isListening = false;
          cancelTurn();
        });
      }
    });
    return () => {
      stop();
      cancelTurn();
      cancelPause();
      this.#isLoweringOffered.value = false;
    };
  }

  /** One request after another, so that the last click wins. */
  async #set(isRaised: boolean): Promise<boolean> {
    this.#openRequests.value++;
    const isDone = await showingError(this.#error, () =>
      this.#requests.run(async () => {
        const api = await this.#parts.loadApi();
        await api.setHand(this.#parts.slug, isRaised);
      }));
    this.#openRequests.value--;
    return isDone;
  }
}
