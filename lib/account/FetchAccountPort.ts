import * as z from "zod/mini";
import { lateCode } from "../contract/late_code.ts";
import {
  type Account,
  accountSchema,
  authenticationOptionsSchema,
  recoveryCodesSchema,
  registrationOptionsSchema,
  type SignedIn,
  signedInSchema,
  type UserSession,
  userSessionsSchema,
} from "../contract/account.ts";
import { ApiClient } from "../api/ApiClient.ts";
import { failureCode } from "../api/app_failure.ts";
import type { AccountPort, SignInPort } from "./account_port.ts";

/** The browser's half of a passkey ceremony, loaded on first use. */
const ceremony = () => lateCode(() => import("./passkey_ceremony.ts"));

/** Our own server's account, over `fetch`, same-origin. */
export class FetchAccountPort implements AccountPort, SignInPort {
  readonly #api: ApiClient;
  readonly #ceremony: typeof ceremony;

  /** Both are replaced by tests. */
  constructor(fetch?: typeof globalThis.fetch, loadCeremony: typeof ceremony = ceremony) {
    this.#api = new ApiClient(fetch);
    this.#ceremony = loadCeremony;
  }

  async usePasskey(): Promise<SignedIn> {
    const path = "/api/passkeys/authentication";
    const options = await this.#api.send(`${path}/options`, authenticationOptionsSchema, {
      body: {},
    });
    const { answerByPasskey } = await this.#ceremony();
    return await this.#api.send(path, signedInSchema, { body: await answerByPasskey(options) });
  }

  async register(participantName: string): Promise<SignedIn> {
    return await this.#create({ participantName }, signedInSchema);
  }

  async useRecoveryCode(code: string): Promise<SignedIn> {
    return await this.#api.send("/api/recovery", signedInSchema, { body: { code } });
  }

  async isKept(): Promise<boolean> {
    try {
      await this.account();
      return true;
    } catch (error) {
      // Any other failure says nothing about the cookie.
      return failureCode(error) !== "unauthenticated";
    }
  }

  async account(): Promise<Account> {
    return await this.#api.send("/api/account", accountSchema);
  }

  async rename(participantName: string): Promise<Account> {
    return await this.#api.send("/api/account", accountSchema, {
      method: "PATCH",
      body: { participantName },
    });
  }

  async addPasskey(): Promise<Account> {
    return await this.#create({}, accountSchema);
  }

  async labelPasskey(id: string, label: string): Promise<Account> {
    return await this.#api.send(passkeyPath(id), accountSchema, {
      method: "PATCH",
      body: { label },
    });
  }

  async removePasskey(id: string): Promise<Account> {
    return await this.#api.send(passkeyPath(id), accountSchema, { method: "DELETE" });
  }

  async renewRecoveryCodes(): Promise<string[]> {
    return (await this.#api.send("/api/recovery-codes", recoveryCodesSchema, { body: {} })).codes;
  }

  async sessions(): Promise<UserSession[]> {
    return (await this.#api.send("/api/user-sessions", userSessionsSchema)).sessions;
  }

  async endSession(id: string): Promise<void> {
    await this.#api.send(`/api/user-sessions/${encodeURIComponent(id)}`, z.null(), {
      method: "DELETE",
    });
  }

  async signOut(): Promise<void> {
    await this.endSession("me");
  }

  async deleteAccount(): Promise<void> {
    await this.#api.send("/api/account", z.null(), { method: "DELETE" });
  }

  async #create<T>(body: { participantName?: string }, schema: z.ZodMiniType<T>): Promise<T> {
    const path = "/api/passkeys/registration";
    const options = await this.#api.send(`${path}/options`, registrationOptionsSchema, { body });
    const { createPasskey } = await this.#ceremony();
    return await this.#api.send(path, schema, { body: await createPasskey(options) });
  }
}

function passkeyPath(id: string): string {
  return `/api/passkeys/${encodeURIComponent(id)}`;
}
