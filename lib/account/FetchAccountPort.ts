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
import { failureCode } from "./account_failure.ts";
import type { AccountPort, SignInPort } from "./account_port.ts";
import { askServer, browserFetch, type Fetch } from "./ask_server.ts";

/** The browser's half of a ceremony comes when it is wanted. */
const ceremony = () => lateCode(() => import("./passkey_ceremony.ts"));

/** Our own server's account, over `fetch`, same-origin. */
export class FetchAccountPort implements AccountPort, SignInPort {
  readonly #fetch: Fetch;
  readonly #ceremony: typeof ceremony;

  /** Both are replaced by tests. */
  constructor(
    fetch: Fetch = browserFetch,
    loadCeremony: typeof ceremony = ceremony,
  ) {
    this.#fetch = fetch;
    this.#ceremony = loadCeremony;
  }

  async usePasskey(): Promise<SignedIn> {
    const path = "/api/passkeys/authentication";
    const options = await this.#request("POST", `${path}/options`, authenticationOptionsSchema, {});
    const { answerByPasskey } = await this.#ceremony();
    return await this.#request("POST", path, signedInSchema, await answerByPasskey(options));
  }

  async register(participantName: string): Promise<SignedIn> {
    return await this.#create({ participantName }, signedInSchema);
  }

  async useRecoveryCode(code: string): Promise<SignedIn> {
    return await this.#request("POST", "/api/recovery", signedInSchema, { code });
  }

  async isKept(): Promise<boolean> {
    try {
      await this.account();
      return true;
    } catch (error) {
      // Whatever else failed is no sign of it.
      return failureCode(error) !== "unauthenticated";
    }
  }

  async account(): Promise<Account> {
    return await this.#request("GET", "/api/account", accountSchema);
  }

  async rename(participantName: string): Promise<Account> {
    return await this.#request("PATCH", "/api/account", accountSchema, { participantName });
  }

  async addPasskey(): Promise<Account> {
    return await this.#create({}, accountSchema);
  }

  async labelPasskey(id: string, label: string): Promise<Account> {
    return await this.#request("PATCH", passkeyPath(id), accountSchema, { label });
  }

  async removePasskey(id: string): Promise<Account> {
    return await this.#request("DELETE", passkeyPath(id), accountSchema);
  }

  async renewRecoveryCodes(): Promise<string[]> {
    return (await this.#request("POST", "/api/recovery-codes", recoveryCodesSchema, {})).codes;
  }

  async sessions(): Promise<UserSession[]> {
    return (await this.#request("GET", "/api/user-sessions", userSessionsSchema)).sessions;
  }

  async endSession(id: string): Promise<void> {
    await this.#request("DELETE", `/api/user-sessions/${encodeURIComponent(id)}`, z.null());
  }

  async signOut(): Promise<void> {
    await this.endSession("me");
  }

  async deleteAccount(): Promise<void> {
    await this.#request("DELETE", "/api/account", z.null());
  }

  async #create<T>(body: { participantName?: string }, schema: z.ZodMiniType<T>): Promise<T> {
    const path = "/api/passkeys/registration";
    const options = await this.#request("POST", `${path}/options`, registrationOptionsSchema, body);
    const { createPasskey } = await this.#ceremony();
    return await this.#request("POST", path, schema, await createPasskey(options));
  }

  #request<T>(
    method: string,
    path: string,
    schema: z.ZodMiniType<T>,
    body?: unknown,
  ): Promise<T> {
    return askServer(this.#fetch, { method, path, body }, schema);
  }
}

function passkeyPath(id: string): string {
  return `/api/passkeys/${encodeURIComponent(id)}`;
}
