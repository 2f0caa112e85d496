import { type ReadonlySignal, signal } from "@preact/signals";
import type { SignedIn } from "../contract/account.ts";
import { AppFailure, failureCode } from "../api/app_failure.ts";
import type { SignInPort } from "./account_port.ts";

/** The form's step: the choice of a way, a newcomer's name, or a recovery code. */
export type SignInStep = "choose" | "new" | "code";

/** Signing in, one way at a time. */
export class SignIn {
  readonly #port: SignInPort;
  readonly #signedIn: (who: SignedIn) => void;
  readonly #step = signal<SignInStep>("choose");
  readonly #isBusy = signal(false);
  readonly #trouble = signal<string | null>(null);

  /** @param signedIn Called once, when this browser has its session. */
  constructor(port: SignInPort, signedIn: (who: SignedIn) => void) {
    this.#port = port;
    this.#signedIn = signedIn;
  }

  get step(): ReadonlySignal<SignInStep> {
    return this.#step;
  }

  /** True while the server or the person's device is asked, and once it is done. */
  get isBusy(): ReadonlySignal<boolean> {
    return this.#isBusy;
  }

  /** Why the last try failed: an `AppFailure`'s code. */
  get trouble(): ReadonlySignal<string | null> {
    return this.#trouble;
  }

  go(step: SignInStep): void {
    if (this.#isBusy.peek()) return;
    this.#trouble.value = null;
    this.#step.value = step;
  }

  usePasskey(): Promise<void> {
    return this.#try(() => this.#port.usePasskey());
  }

  register(participantName: string): Promise<void> {
    return this.#try(() => this.#port.register(participantName));
  }

  useRecoveryCode(code: string): Promise<void> {
    return this.#try(() => this.#port.useRecoveryCode(code));
  }

  async #try(way: () => Promise<SignedIn>): Promise<void> {
    if (this.#isBusy.peek()) return;
    this.#isBusy.value = true;
    this.#trouble.value = null;
    try {
      const who = await way();
      if (!await this.#port.isKept()) throw new AppFailure("cookies-off", "No cookie was kept");
      this.#signedIn(who);
    } catch (error) {
      this.#trouble.value = failureCode(error);
      this.#isBusy.value = false;
    }
  }
}
