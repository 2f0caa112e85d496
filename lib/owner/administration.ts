import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { failureCode } from "../api/app_failure.ts";
import type { AdminInstallation, AdminPeople, AdminSpaces } from "../contract/admin.ts";
import type { AdminPort } from "./admin_port.ts";
import type { RequestTrouble } from "./request_queue.ts";

/** New recovery codes of an account, to be handed over. */
export interface IssuedCodes {
  readonly userId: string;
  readonly codes: readonly string[];
}

/** What an operator sees and does, by the token that they typed. One change at a time. */
export class Administration {
  readonly #open: (token: string) => Promise<AdminPort>;
  #port: AdminPort | null = null;
  readonly #installation = signal<AdminInstallation | null>(null);
  readonly #spaces = signal<AdminSpaces | null>(null);
  readonly #people = signal<AdminPeople | null>(null);
  readonly #issued = signal<IssuedCodes | null>(null);
  readonly #busyWith = signal<string | null>(null);
  readonly #trouble = signal<RequestTrouble | null>(null);
  /** The last search of each list, which a change repeats. */
  readonly #searched = { spaces: "", people: "" };

  /** @param open Loads and makes the port of a token. */
  constructor(open: (token: string) => Promise<AdminPort>) {
    this.#open = open;
  }

  /** `null`: no right token was typed. */
  get installation(): ReadonlySignal<AdminInstallation | null> {
    return this.#installation;
  }

  get spaces(): ReadonlySignal<AdminSpaces | null> {
    return this.#spaces;
  }

  /** `null` before the first search. */
  get people(): ReadonlySignal<AdminPeople | null> {
    return this.#people;
  }

  /** Shown until the next change. */
  get issued(): ReadonlySignal<IssuedCodes | null> {
    return this.#issued;
  }

  /** The control that waits for an answer. */
  get busyWith(): ReadonlySignal<string | null> {
    return this.#busyWith;
  }

  get trouble(): ReadonlySignal<RequestTrouble | null> {
    return this.#trouble;
  }

  /** Tries a token, and reads the installation and its spaces by it. */
  enter(token: string): Promise<boolean> {
    return this.#run("token", async () => {
      const port = await this.#open(token);
      const installation = await port.installation();
      const spaces = await port.spaces("");
      this.#port = port;
      batch(() => {
        this.#installation.value = installation;
        this.#spaces.value = spaces;
      });
    });
  }

  /** Forgets the token, and all that was read by it. */
  leave(): void {
    this.#port = null;
    batch(() => {
      for (const read of [this.#installation, this.#spaces, this.#people, this.#issued]) {
        read.value = null;
      }
      this.#trouble.value = null;
    });
  }

  findSpaces(text: string): Promise<boolean> {
    this.#searched.spaces = text;
    return this.#change("spaces", () => Promise.resolve());
  }

  findPeople(text: string): Promise<boolean> {
    this.#searched.people = text;
    this.#people.value ??= { items: [], hasMore: false };
    return this.#change("people", () => Promise.resolve());
  }

  closeSpace(slug: string): Promise<boolean> {
    return this.#change(`space ${slug}`, (port) => port.closeSpace(slug));
  }

  deleteSpace(slug: string): Promise<boolean> {
    return this.#change(`space ${slug}`, (port) => port.deleteSpace(slug));
  }

  endSessions(userId: string): Promise<boolean> {
    return this.#change(`person ${userId}`, (port) => port.endSessions(userId));
  }

  deletePerson(userId: string): Promise<boolean> {
    return this.#change(`person ${userId}`, (port) => port.deletePerson(userId));
  }

  renewRecoveryCodes(userId: string): Promise<boolean> {
    return this.#change(`person ${userId}`, async (port) => {
      const codes = await port.recoveryCodes(userId);
      this.#issued.value = { userId, codes };
    });
  }

  /** Does `work`, then reads again what is shown. */
  #change(at: string, work: (port: AdminPort) => Promise<void>): Promise<boolean> {
    return this.#run(at, async () => {
      const port = this.#port;
      if (port === null) return;
      this.#issued.value = null;
      await work(port);
      const [spaces, people] = await Promise.all([
        port.spaces(this.#searched.spaces),
        this.#people.peek() && port.people(this.#searched.people),
      ]);
      // Meanwhile the token may have been forgotten.
      if (this.#port !== port) return;
      batch(() => {
        this.#spaces.value = spaces;
        this.#people.value = people;
      });
    });
  }

  async #run(at: string, work: () => Promise<void>): Promise<boolean> {
    if (this.#busyWith.peek() !== null) return false;
    batch(() => {
      this.#busyWith.value = at;
      this.#trouble.value = null;
    });
    try {
      await work();
      return true;
    } catch (error) {
      this.#trouble.value = { at, code: failureCode(error) };
      return false;
    } finally {
      this.#busyWith.value = null;
    }
  }
}
