/** People's rights in the space that has an owner, as an onlooker knows them from requests and their answers. */
import type { SpacePolicy } from "../../lib/contract/space.ts";
import type { History } from "./history.ts";
import { Register } from "./register.ts";
import { slugs, usualCapacity } from "./steps.ts";

/** The space that has an owner from the first deed with its rules on; the other one has none. */
export const ownedSlug = slugs[0];

export const hostId = "host";
export const hostPerson = `user:${hostId}`;

/** One of a person's rights, what a request wants it to be, and whether it is that for certain once done; default true. */
export type Wish = readonly [Register<boolean>, boolean, { isCertain: boolean }?];

/** The intended change of a request, to be confirmed or dropped by its answer. */
export interface Effect {
  readonly write: { doneAtMs: number | null; isCertain?: boolean };
  /** The change certainly was not made. */
  forget(): void;
}

export class Rights {
  readonly isLocked = new Register(false);
  readonly capacity = new Register(usualCapacity);
  readonly policy = new Register<SpacePolicy>("open");
  readonly #history: History;
  readonly #bans = new Map<string, Register<boolean>>();
  readonly #moderators = new Map([[hostPerson, new Register(true)]]);
  readonly #members = new Map<string, Register<boolean>>();

  constructor(history: History) {
    this.#history = history;
  }

  isBanned(person: string): Register<boolean> {
    return registerOf(this.#bans, person);
  }

  mayModerate(person: string): Register<boolean> {
    return registerOf(this.#moderators, person);
  }

  /** Is admitted although the space is for members, or asks to knock. */
  isMember(person: string): Register<boolean> {
    return registerOf(this.#members, person);
  }

  /** All people whose seat it may be: of a guest who signs in, both. */
  ownersOf(seatId: string): string[] {
    const owners = new Set(this.#history.mintsOf(seatId).map(({ person }) => person));
    for (const { slug, user, guestSession } of this.#history.asked) {
      const isSignIn = slug === ownedSlug && user !== null && owners.has(`guest:${guestSession}`);
      if (isSignIn) owners.add(user);
    }
    return [...owners];
  }

  /** A person, and the guests who they may have been: their cookies came on the same requests. */
  selvesOf(person: string): string[] {
    const guests = this.#history.asked.flatMap(({ slug, user, guestSession }) =>
      slug === ownedSlug && user === person && guestSession !== null
        ? [`guest:${guestSession}`]
        : []
    );
    return [...new Set([person, ...guests])];
  }

  /** A request is on its way that changes rights of these people. */
  beginOf(
    people: readonly string[],
    sentAtMs: number,
    wishes: (person: string) => Wish[],
  ): Effect[] {
    return people.flatMap(wishes).map(([register, value, { isCertain } = { isCertain: true }]) => {
      const write = register.begin(value, sentAtMs);
      write.isCertain = isCertain;
      return { write, forget: () => register.forget(write) };
    });
  }
}

function registerOf(registers: Map<string, Register<boolean>>, person: string): Register<boolean> {
  const known = registers.get(person);
  if (known) return known;
  const register = new Register(false);
  registers.set(person, register);
  return register;
}
