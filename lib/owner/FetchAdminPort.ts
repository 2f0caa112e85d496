import * as z from "zod/mini";
import { ApiClient, type ApiRequest } from "../api/ApiClient.ts";
import {
  adminCodesSchema,
  adminInstallationSchema,
  adminPeopleSchema,
  adminSpacesSchema,
} from "../contract/admin.ts";
import type { AdminPort } from "./admin_port.ts";

/** `/api/admin` over `fetch`. The token is in this object alone: no storage, no cookie, no address has it. */
export class FetchAdminPort implements AdminPort {
  readonly #api: ApiClient;

  /** @param fetch Replaced by tests. */
  constructor(token: string, fetch?: typeof globalThis.fetch) {
    this.#api = new ApiClient(fetch);
    // The client sends it as `Authorization: Bearer`.
    this.#api.sessionToken = token;
  }

  installation() {
    return this.#send("/installation", adminInstallationSchema);
  }

  spaces(text: string) {
    return this.#send(`/spaces?${new URLSearchParams({ find: text })}`, adminSpacesSchema);
  }

  people(text: string) {
    return this.#send(`/people?${new URLSearchParams({ find: text })}`, adminPeopleSchema);
  }

  async closeSpace(slug: string) {
    await this.#send(`${spaceOf(slug)}/closing`, z.null(), { method: "POST" });
  }

  async deleteSpace(slug: string) {
    await this.#send(spaceOf(slug), z.null(), { method: "DELETE" });
  }

  async endSessions(userId: string) {
    await this.#send(`${personOf(userId)}/sessions`, z.null(), { method: "DELETE" });
  }

  async recoveryCodes(userId: string) {
    const path = `${personOf(userId)}/recovery-codes`;
    return (await this.#send(path, adminCodesSchema, { method: "POST" })).codes;
  }

  async deletePerson(userId: string) {
    await this.#send(personOf(userId), z.null(), { method: "DELETE" });
  }

  #send<T>(path: string, schema: z.ZodMiniType<T>, request?: ApiRequest): Promise<T> {
    return this.#api.send(`/api/admin${path}`, schema, request);
  }
}

function spaceOf(slug: string): string {
  return `/spaces/${encodeURIComponent(slug)}`;
}

function personOf(userId: string): string {
  return `/people/${encodeURIComponent(userId)}`;
}
