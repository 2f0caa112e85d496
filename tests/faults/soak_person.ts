/** A person of the soak: joins, reloads, changes devices, signs in and out, and dies, in an order that chance gives. */
import { Crowd, type Member } from "./crowd.ts";
import { codeOf, Person, type Ticket, ticketOf } from "./person.ts";
import type { Replicas } from "./replicas.ts";

/** Of one request for a token. */
const maxAttempts = 3;

export class SoakPerson {
  readonly name: string;
  readonly slug: string;
  readonly #replicas: Replicas;
  readonly #random: () => number;
  readonly #counted: (what: string) => void;
  #browser: Person;
  #crowd = new Crowd();
  #now: { readonly ticket: Ticket; readonly member: Member } | null = null;

  constructor(
    replicas: Replicas,
    { name, slug, random, counted }: {
      readonly name: string;
      readonly slug: string;
      readonly random: () => number;
      /** Called with each deed. */
      readonly counted: (what: string) => void;
    },
  ) {
    this.name = name;
    this.slug = slug;
    this.#replicas = replicas;
    this.#random = random;
    this.#counted = counted;
    this.#browser = new Person(name);
  }

  /** The identity that is in the room, as far as this person knows; `null`: none. */
  get identity(): string | null {
    return this.#now?.member.isConnected ? this.#now.ticket.participantId : null;
  }

  /** One deed, picked by chance. */
  async act(): Promise<void> {
    const chance = this.#random();
    const [what, work] = this.#now === null || this.#now.member.isOut
      ? ["joined", () => this.#join()] as const
      : chance < 0.35
      ? ["reloaded", () => this.#join()] as const
      : chance < 0.5
      ? ["died", () => this.#die()] as const
      : chance < 0.65
      ? ["left", () => this.leave()] as const
      : chance < 0.8
      ? ["changed devices", () => this.#changeDevice()] as const
      : chance < 0.9
      ? ["asked for a token in vain", () => this.#ask().then(() => {})] as const
      : ["signed out", () => this.#signOut()] as const;
    await work();
    this.#counted(what);
  }

  async leave(): Promise<void> {
    await this.#now?.member.leave();
    this.#now = null;
  }

  async end(): Promise<void> {
    await this.#crowd.kill();
  }

  get #replica() {
    return this.#replicas.all[Math.floor(this.#random() * this.#replicas.all.length)];
  }

  /** As our page does: a session that is over is opened anew, and a server that is busy is asked again. */
  async #ask(): Promise<Ticket> {
    for (let attempt = 1;; attempt++) {
      if (this.#browser.cookies.size === 0) await this.#browser.enter(this.#replica, this.slug);
      const heard = await this.#browser.ask(this.#replica, this.slug);
      if (heard.status === 200 || attempt === maxAttempts) return ticketOf(heard);
      this.#counted(`heard ${codeOf(heard)}`);
      if (heard.status === 401) await this.#browser.enter(this.#replica, this.slug);
    }
  }

  /** Connects anew; an earlier connection is left for the server to evict. */
  async #join(): Promise<void> {
    const ticket = await this.#ask();
    this.#now = { ticket, member: await this.#crowd.join(ticket) };
  }

  async #die(): Promise<void> {
    await this.#crowd.kill();
    this.#crowd = new Crowd();
    this.#now = null;
  }

  /** Signs in, where that was not done yet, and goes on in another browser of the same account. */
  async #changeDevice(): Promise<void> {
    await this.#replicas.signIn(this.#browser, this.name);
    await this.#ask();
    this.#browser = new Person(this.name);
    await this.#replicas.signIn(this.#browser, this.name);
    await this.#join();
  }

  async #signOut(): Promise<void> {
    if (this.#browser.cookies.has("madang_user")) await this.#replicas.signOut(this.#browser);
    else await this.#browser.endGuestSession(this.#replica);
    await this.#now?.member.out(30_000);
    this.#now = null;
  }
}
