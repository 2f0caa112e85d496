import { type ReadonlySignal, signal } from "@preact/signals";
import type { GivenRole, MembershipChange, SpacePerson } from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** The people inside a space or with a membership in it. Pending and trouble go by the person's id. */
export class SpacePeople {
  readonly #port: OwnerPort;
  readonly #people = signal<readonly SpacePerson[]>([]);
  readonly #hasEnded = signal(false);
  readonly requests: RequestQueue;

  constructor(port: OwnerPort, requests: RequestQueue, people: readonly SpacePerson[]) {
    this.#port = port;
    this.requests = requests;
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

  /** Also where they are not inside. */
  ban(person: SpacePerson): Promise<boolean> {
    return this.#give(person, { isBanned: true });
  }

  /** Removes the membership of a person who is not inside. */
  forget(person: SpacePerson): Promise<boolean> {
    return this.#give(person, { isListed: false });
  }

  /** Removes a person from the call. */
  remove({ id, seatId }: SpacePerson): Promise<void> {
    if (seatId === null) return Promise.resolve();
    const work = () => this.#port.moderate({ action: "remove", seatId });
    return this.requests.runOnce(id, () => this.#act(work));
  }

  /** Ends the call for all. Pending and trouble go by `end`. */
  endForAll(): Promise<void> {
    const work = async () => {
      await this.#port.moderate({ action: "end" });
      this.#hasEnded.value = true;
    };
    return this.requests.runOnce("end", () => this.#act(work));
  }

  look(): Promise<void> {
    return this.requests.look(() => this.#read());
  }

  /** Changes run in order: of two roles chosen fast, the second counts. */
  #give({ id }: SpacePerson, change: MembershipChange): Promise<boolean> {
    return this.requests.run(id, () => this.#act(() => this.#port.changeStanding(id, change)));
  }

  async #act(work: () => Promise<void>): Promise<void> {
    this.#hasEnded.value = false;
    try {
      await work();
    } finally {
      // Also after a refusal: another moderator may have been faster.
      await this.#read().catch(() => {});
    }
  }

  async #read(): Promise<void> {
    this.#people.value = await this.#port.people();
  }
}
