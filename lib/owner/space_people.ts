import { type ReadonlySignal, signal } from "@preact/signals";
import type { GivenRole, SpacePerson, StandingChange } from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** Who is inside a space, or has a standing in it. Pending and troubles are told by the person's id. */
export class SpacePeople {
  readonly #port: OwnerPort;
  readonly #people = signal<readonly SpacePerson[]>([]);
  readonly #hasEnded = signal(false);
  readonly errands: RequestQueue;

  constructor(port: OwnerPort, errands: RequestQueue, people: readonly SpacePerson[]) {
    this.#port = port;
    this.errands = errands;
    this.#people.value = people;
  }

  get people(): ReadonlySignal<readonly SpacePerson[]> {
    return this.#people;
  }

  /** True once the call has been ended from here, until something else is done. */
  get hasEnded(): ReadonlySignal<boolean> {
    return this.#hasEnded;
  }

  setRole(person: SpacePerson, role: GivenRole): Promise<void> {
    return this.#give(person, { role });
  }

  setAdmitted(person: SpacePerson, isAdmitted: boolean): Promise<void> {
    return this.#give(person, { isAdmitted });
  }

  liftBan(person: SpacePerson): Promise<void> {
    return this.#give(person, { isBanned: false });
  }

  /** Inside or not. */
  ban(person: SpacePerson): Promise<void> {
    return this.#give(person, { isBanned: true });
  }

  /** Takes back whatever somebody was given who is not inside, and lists them no more. */
  forget(person: SpacePerson): Promise<void> {
    return this.#give(person, { isListed: false });
  }

  /** Puts out somebody who is inside. */
  remove({ id, seatId }: SpacePerson): Promise<void> {
    if (seatId === null) return Promise.resolve();
    return this.#act(id, () => this.#port.moderate({ action: "remove", seatId }));
  }

  /** Puts everybody out. Told as `end`. */
  endForAll(): Promise<void> {
    return this.#act("end", async () => {
      await this.#port.moderate({ action: "end" });
      this.#hasEnded.value = true;
    });
  }

  look(): Promise<void> {
    return this.errands.look(() => this.#read());
  }

  #give({ id }: SpacePerson, change: StandingChange): Promise<void> {
    return this.#act(id, () => this.#port.changeStanding(id, change));
  }

  #act(at: string, work: () => Promise<void>): Promise<void> {
    return this.errands.runOnce(at, async () => {
      this.#hasEnded.value = false;
      try {
        await work();
      } finally {
        // Also where it was refused: perhaps because somebody else was faster.
        await this.#read().catch(() => {});
      }
    });
  }

  async #read(): Promise<void> {
    this.#people.value = await this.#port.people();
  }
}
