import { type ReadonlySignal, signal } from "@preact/signals";
import type { GivenRole, MembershipChange, SpacePerson } from "../contract/space.ts";
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

  setRole(person: SpacePerson, role: GivenRole): Promise<boolean> {
    return this.#give(person, { role });
  }

  setAdmitted(person: SpacePerson, isAdmitted: boolean): Promise<boolean> {
    return this.#give(person, { isAdmitted });
  }

  liftBan(person: SpacePerson): Promise<boolean> {
    return this.#give(person, { isBanned: false });
  }

  /** Inside or not. */
  ban(person: SpacePerson): Promise<boolean> {
    return this.#give(person, { isBanned: true });
  }

  /** Takes back whatever somebody was given who is not inside, and lists them no more. */
  forget(person: SpacePerson): Promise<boolean> {
    return this.#give(person, { isListed: false });
  }

  /** Puts out somebody who is inside. */
  remove({ id, seatId }: SpacePerson): Promise<void> {
    if (seatId === null) return Promise.resolve();
    const work = () => this.#port.moderate({ action: "remove", seatId });
    return this.errands.runOnce(id, () => this.#act(work));
  }

  /** Puts everybody out. Told as `end`. */
  endForAll(): Promise<void> {
    const work = async () => {
      await this.#port.moderate({ action: "end" });
      this.#hasEnded.value = true;
    };
    return this.errands.runOnce("end", () => this.#act(work));
  }

  look(): Promise<void> {
    return this.errands.look(() => this.#read());
  }

  /** Each change in its turn: of two roles that were chosen fast, the second counts. */
  #give({ id }: SpacePerson, change: MembershipChange): Promise<boolean> {
    return this.errands.run(id, () => this.#act(() => this.#port.changeStanding(id, change)));
  }

  async #act(work: () => Promise<void>): Promise<void> {
    this.#hasEnded.value = false;
    try {
      await work();
    } finally {
      // Also where it was refused: perhaps because somebody else was faster.
      await this.#read().catch(() => {});
    }
  }

  async #read(): Promise<void> {
    this.#people.value = await this.#port.people();
  }
}
