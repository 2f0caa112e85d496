import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { ParticipantTracks } from "../ports/call_types.ts";
import type { PagePort } from "../ports/page_port.ts";

/** The time that another participant has to speak to take the stage, so that a short word does not. */
export const takeoverMs = 600;

/** The speaker for a stage: stays until another participant has spoken for a while. */
export class StageSpeaker {
  readonly #people: ReadonlySignal<readonly ParticipantTracks[]>;
  readonly #page: Pick<PagePort, "after">;
  readonly #speaker = signal<ParticipantTracks | null>(null);
  #candidate: ParticipantTracks | null = null;
  #cancel = () => {};

  constructor(
    people: ReadonlySignal<readonly ParticipantTracks[]>,
    page: Pick<PagePort, "after">,
  ) {
    this.#people = people;
    this.#page = page;
  }

  /** `null` before one of the others has spoken, and once that one has left. */
  get speaker(): ReadonlySignal<ParticipantTracks | null> {
    return this.#speaker;
  }

  /** Follows the speakers until the returned function is called. */
  start(): () => void {
    const stop = effect(() => {
      const people = this.#people.value;
      // Each is read, so that each wakes this.
      const speaking = people.filter((person) => person.isSpeaking.value && !person.isLocal);
      untracked(() => this.#look(people, speaking));
    });
    return () => {
      stop();
      this.#stand(null);
    };
  }

  #look(people: readonly ParticipantTracks[], speaking: readonly ParticipantTracks[]): void {
    const before = this.#speaker.peek();
    const isInside = before !== null && people.includes(before);
    if (!isInside) this.#speaker.value = null;
    if (isInside && speaking.includes(before)) return this.#stand(null);
    if (this.#candidate && speaking.includes(this.#candidate)) return;
    this.#stand(speaking[0] ?? null);
    if (!isInside && this.#candidate) this.#take(this.#candidate);
  }

  /** Lets a candidate wait for the stage, in place of any other. */
  #stand(candidate: ParticipantTracks | null): void {
    this.#cancel();
    this.#candidate = candidate;
    this.#cancel = candidate === null
      ? () => {}
      : this.#page.after(takeoverMs, () => this.#take(candidate));
  }

  #take(candidate: ParticipantTracks): void {
    this.#stand(null);
    this.#speaker.value = candidate;
  }
}
