import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Account, UserSession } from "../contract/account.ts";
import { failureCode } from "../api/app_failure.ts";
import type { AccountPort } from "./account_port.ts";

/** The parts of the account page, each with its own pending state and trouble. */
export type AccountPart = "name" | "passkeys" | "codes" | "sessions" | "account";

/** A failure, and the part of the page that shows it. */
export interface AccountTrouble {
  readonly part: AccountPart;
  /** An `AppFailure`'s code. */
  readonly code: string;
}

/** The user's own account as the server last answered it, with one change at a time. */
export class OwnAccount {
  readonly #port: AccountPort;
  readonly #signedOut: () => void;
  readonly #account = signal<Account>({
    participantName: "",
    createdAt: "",
    passkeys: [],
    recoveryCodesLeft: 0,
    issuers: [],
  });
  readonly #sessions = signal<readonly UserSession[]>([]);
  readonly #newCodes = signal<readonly string[] | null>(null);
  readonly #busyWith = signal<AccountPart | null>(null);
  readonly #trouble = signal<AccountTrouble | null>(null);
  readonly #isNameSaved = signal(false);
  #wishedName = "";

  /** @param signedOut Called when this browser's session has ended, here or elsewhere. */
  constructor(
    port: AccountPort,
    { account, sessions }: { account: Account; sessions: readonly UserSession[] },
    signedOut: () => void,
  ) {
    this.#port = port;
    this.#account.value = account;
    this.#sessions.value = sessions;
    this.#signedOut = signedOut;
  }

  get account(): ReadonlySignal<Account> {
    return this.#account;
  }

  get sessions(): ReadonlySignal<readonly UserSession[]> {
    return this.#sessions;
  }

  /** Recovery codes that were made on this page: shown this once. */
  get newCodes(): ReadonlySignal<readonly string[] | null> {
    return this.#newCodes;
  }

  get busyWith(): ReadonlySignal<AccountPart | null> {
    return this.#busyWith;
  }

  get trouble(): ReadonlySignal<AccountTrouble | null> {
    return this.#trouble;
  }

  /** True after the name was saved, until something else is done. */
  get isNameSaved(): ReadonlySignal<boolean> {
    return this.#isNameSaved;
  }

  /** A name given while another is being saved is saved after it. */
  rename(participantName: string): Promise<boolean> {
    this.#wishedName = participantName;
    return this.#change("name", async () => {
      let wish: string;
      do {
        wish = this.#wishedName;
        this.#account.value = await this.#port.rename(wish);
      } while (wish !== this.#wishedName);
      this.#isNameSaved.value = true;
    });
  }

  addPasskey(): Promise<boolean> {
    return this.#change("passkeys", async () => {
      this.#account.value = await this.#port.addPasskey();
    });
  }

  /** Resolves to false where the server refused it, or another change is under way. */
  labelPasskey(id: string, label: string): Promise<boolean> {
    return this.#change("passkeys", async () => {
      this.#account.value = await this.#port.labelPasskey(id, label);
    });
  }

  removePasskey(id: string): Promise<boolean> {
    return this.#change("passkeys", async () => {
      this.#account.value = await this.#port.removePasskey(id);
    });
  }

  renewRecoveryCodes(): Promise<boolean> {
    return this.#change("codes", async () => {
      const codes = await this.#port.renewRecoveryCodes();
      batch(() => {
        this.#newCodes.value = codes;
        this.#account.value = { ...this.#account.peek(), recoveryCodesLeft: codes.length };
      });
    });
  }

  endSession(id: string): Promise<boolean> {
    return this.#change("sessions", async () => {
      await this.#port.endSession(id);
      this.#sessions.value = await this.#port.sessions();
    });
  }

  signOut(): Promise<boolean> {
    return this.#change("sessions", async () => {
      await this.#port.signOut();
      this.#signedOut();
    });
  }

  /** For good. */
  deleteAccount(): Promise<boolean> {
    return this.#change("account", async () => {
      await this.#port.deleteAccount();
      this.#signedOut();
    });
  }

  async #change(part: AccountPart, work: () => Promise<void>): Promise<boolean> {
    if (this.#busyWith.peek()) return false;
    batch(() => {
      this.#busyWith.value = part;
      this.#trouble.value = null;
      this.#isNameSaved.value = false;
    });
    try {
      await work();
      return true;
    } catch (error) {
      const code = failureCode(error);
      if (code === "session-invalid" || code === "unauthenticated") this.#signedOut();
      this.#trouble.value = { part, code };
      return false;
    } finally {
      this.#busyWith.value = null;
    }
  }
}
