import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { failureCode } from "../api/app_failure.ts";
import type { SignInNews } from "./sign_in_news.ts";

/** What a `CallAccount` needs of the call that goes on. */
export interface CallToGoOn {
  /** As `LiveKitCall.changeSession`. */
  changeSession(change: () => Promise<void>): Promise<void>;
  leave(): Promise<void>;
  /** Whether the call knows us as a guest. */
  isGuest(): boolean;
}

/** What a `CallAccount` is made of. */
export interface CallAccountParts {
  readonly call: CallToGoOn;
  readonly news: SignInNews;
  signOut(): Promise<void>;
}

/** The step after a sign-out in a call. */
export type AfterSigningOut = "leave" | "stay";

/**
 * Signing in and out during a call. A guest who signs in here, in a window or in another tab continues as the account; a
 * user who signs out leaves, or continues as a new guest. The call survives every failure. Inert until `start`.
 */
export class CallAccount {
  readonly #parts: CallAccountParts;
  readonly #busyWith = signal<"sign-in" | "sign-out" | null>(null);
  readonly #trouble = signal<string | null>(null);
  readonly #isGivenUp = signal(false);

  constructor(parts: CallAccountParts) {
    this.#parts = parts;
  }

  /** What is under way. */
  get busyWith(): ReadonlySignal<"sign-in" | "sign-out" | null> {
    return this.#busyWith;
  }

  /** Why it failed: the code of an `AppFailure`. */
  get trouble(): ReadonlySignal<string | null> {
    return this.#trouble;
  }

  /** A sign-in elsewhere, such as in a window that we opened, ended without success. */
  get isGivenUp(): ReadonlySignal<boolean> {
    return this.#isGivenUp;
  }

  /** Listens for sign-ins elsewhere in this browser until the returned function is called. */
  start(): () => void {
    return this.#parts.news.follow((signIn) => {
      if (signIn === "done") void this.#goOnAsUser();
      else this.#isGivenUp.value = true;
    });
  }

  /** Forgets what went wrong, before something else is tried. */
  forget(): void {
    batch(() => {
      this.#trouble.value = null;
      this.#isGivenUp.value = false;
    });
  }

  /** Call it once this browser has a user session: it tells the other tabs, and the call continues as the account. */
  async signedIn(): Promise<void> {
    this.#parts.news.tell("done");
    await this.#goOnAsUser();
  }

  /** Ends the session; its seat is not passed on. */
  signOut(then: AfterSigningOut): Promise<void> {
    const { call, signOut } = this.#parts;
    return this.#change("sign-out", async () => {
      await signOut();
      if (then === "leave") await call.leave();
    });
  }

  async #goOnAsUser(): Promise<void> {
    // A user in the call is the same user already, or the server evicts them.
    if (this.#parts.call.isGuest()) await this.#change("sign-in", () => Promise.resolve());
  }

  async #change(what: "sign-in" | "sign-out", change: () => Promise<void>): Promise<void> {
    if (this.#busyWith.peek()) return;
    this.forget();
    this.#busyWith.value = what;
    try {
      await this.#parts.call.changeSession(change);
    } catch (error) {
      this.#trouble.value = failureCode(error);
    } finally {
      this.#busyWith.value = null;
    }
  }
}
