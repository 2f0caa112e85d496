import { AppFailure } from "../../lib/api/app_failure.ts";
import type { AccountPort, SignInPort } from "../../lib/account/account_port.ts";
import type { Account, SignedIn, UserSession } from "../../lib/contract/account.ts";

/** An account in memory. `next` decides what the next call comes to: held, failed, or (by default) done. */
export class FakeAccountPort implements AccountPort, SignInPort {
  readonly calls: string[] = [];
  next: () => Promise<void> = () => Promise.resolve();
  kept: Account = {
    participantName: "Kim",
    createdAt: "2026-11-23T00:00:00.000Z",
    passkeys: [],
    recoveryCodesLeft: 0,
    issuers: [],
  };
  browsers: UserSession[] = [];
  forgetsCookies = false;

  failNext(code: string): void {
    this.next = () => Promise.reject(new AppFailure(code, "Cannot"));
  }

  usePasskey = () => this.#signedIn("usePasskey");
  register = (name: string) => this.#signedIn(`register ${name}`);
  useRecoveryCode = (code: string) => this.#signedIn(`useRecoveryCode ${code}`);
  isKept = () => Promise.resolve(!this.forgetsCookies);
  account = () => this.#changed("account", {});
  rename = (participantName: string) => this.#changed("rename", { participantName });
  addPasskey = () => {
    const at = this.kept.createdAt;
    const passkey = {
      id: `key-${this.kept.passkeys.length}`,
      label: "Key",
      createdAt: at,
      lastUsedAt: at,
    };
    return this.#changed("addPasskey", { passkeys: [...this.kept.passkeys, passkey] });
  };
  labelPasskey = (id: string, label: string) =>
    this.#changed("labelPasskey", {
      passkeys: this.kept.passkeys.map((one) => one.id === id ? { ...one, label } : one),
    });
  removePasskey = (id: string) =>
    this.#changed("removePasskey", { passkeys: this.kept.passkeys.filter((one) => one.id !== id) });
  renewRecoveryCodes = () => this.#do("renewRecoveryCodes", () => ["A", "B"]);
  sessions = () => this.#do("sessions", () => this.browsers);
  endSession = (id: string) =>
    this.#do(`endSession ${id}`, () => {
      this.browsers = this.browsers.filter((one) => one.id !== id);
    });
  signOut = () => this.#do("signOut", () => {});
  deleteAccount = () => this.#do("deleteAccount", () => {});

  #signedIn(call: string): Promise<SignedIn> {
    return this.#do(call, () => ({ participantName: "Kim", expiresAt: this.kept.createdAt }));
  }

  #changed(call: string, change: Partial<Account>): Promise<Account> {
    return this.#do(call, () => this.kept = { ...this.kept, ...change });
  }

  async #do<Value>(call: string, answer: () => Value): Promise<Value> {
    this.calls.push(call);
    const { next } = this;
    this.next = () => Promise.resolve();
    await next();
    return answer();
  }
}
