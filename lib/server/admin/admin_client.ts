/** Calls `/api/admin` of the running server. */
import { z } from "zod";
import {
  adminInstallationSchema,
  adminPeopleSchema,
  adminSpacesSchema,
} from "../../contract/admin.ts";

/** The server refused, or cannot be reached. */
export class AdminCallError extends Error {
  override readonly name = "AdminCallError";
}

const problemSchema = z.object({ code: z.string(), title: z.string() });
const codesSchema = z.object({ codes: z.array(z.string()) });

/** The operations of a running server. */
export class AdminClient {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  async installation() {
    return adminInstallationSchema.parse(await this.#call("GET", "/installation"));
  }

  async spaces(find: string) {
    return adminSpacesSchema.parse(await this.#call("GET", "/spaces", find));
  }

  async people(find: string) {
    return adminPeopleSchema.parse(await this.#call("GET", "/people", find));
  }

  async close(slug: string) {
    await this.#call("POST", `/spaces/${encodeURIComponent(slug)}/closing`);
  }

  async deleteSpace(slug: string) {
    await this.#call("DELETE", `/spaces/${encodeURIComponent(slug)}`);
  }

  async deletePerson(userId: string) {
    await this.#call("DELETE", `/people/${encodeURIComponent(userId)}`);
  }

  async endSessions(userId: string) {
    await this.#call("DELETE", `/people/${encodeURIComponent(userId)}/sessions`);
  }

  async recoveryCodes(userId: string): Promise<string[]> {
    const path = `/people/${encodeURIComponent(userId)}/recovery-codes`;
    return codesSchema.parse(await this.#call("POST", path)).codes;
  }

  /** @throws AdminCallError */
  async #call(method: string, path: string, find = ""): Promise<unknown> {
    const query = find === "" ? "" : `?find=${encodeURIComponent(find)}`;
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(`${this.#origin}/api/admin${path}${query}`, { method, headers })
      .catch(() => {
        throw new AdminCallError(
          "The server does not answer: is it running, with this HOST and PORT?",
        );
      });
    if (answer.status === 204) return null;
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    const problem = problemSchema.safeParse(body).data;
    throw new AdminCallError(
      problem ? `${problem.code}: ${problem.title}` : `It answers ${answer.status}`,
    );
  }
}
