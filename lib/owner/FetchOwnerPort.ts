import * as z from "zod/mini";
import { ApiClient, type ApiRequest, spacePath } from "../api/ApiClient.ts";
import {
  type CreatedLink,
  createdLinkSchema,
  type GuestLink,
  guestLinksSchema,
  type LinkRequest,
  type LogPage,
  logPageSchema,
  type MembershipChange,
  type ModerationRequest,
  type SpaceAnswer,
  spaceAnswerSchema,
  type SpaceChange,
  spacePeopleSchema,
  type SpacePerson,
} from "../contract/space.ts";
import type { OwnerPort } from "./owner_port.ts";
import { followChanges } from "./follow_changes.ts";

/** Our own server's space, over `fetch` and its event stream, same-origin. */
export class FetchOwnerPort implements OwnerPort {
  readonly #slug: string;
  readonly #path: string;
  readonly #api: ApiClient;

  /** @param fetch Replaced by tests. */
  constructor(slug: string, fetch?: typeof globalThis.fetch) {
    this.#slug = slug;
    this.#path = spacePath(slug);
    this.#api = new ApiClient(fetch);
  }

  space(): Promise<SpaceAnswer> {
    return this.#send("", spaceAnswerSchema);
  }

  make(): Promise<SpaceAnswer> {
    return this.#api.send("/api/spaces", spaceAnswerSchema, { body: { slug: this.#slug } });
  }

  change(change: SpaceChange): Promise<SpaceAnswer> {
    return this.#send("", spaceAnswerSchema, { method: "PATCH", body: change });
  }

  async remove(): Promise<void> {
    await this.#send("", z.null(), { method: "DELETE" });
  }

  async people(): Promise<SpacePerson[]> {
    return (await this.#send("/people", spacePeopleSchema)).people;
  }

  async changeStanding(personId: string, change: MembershipChange): Promise<void> {
    const path = `/people/${encodeURIComponent(personId)}`;
    await this.#send(path, z.null(), { method: "PUT", body: change });
  }

  async moderate(request: ModerationRequest): Promise<void> {
    await this.#send("/moderation", z.null(), { body: request });
  }

  async links(): Promise<GuestLink[]> {
    return (await this.#send("/links", guestLinksSchema)).links;
  }

  makeLink(request: LinkRequest): Promise<CreatedLink> {
    return this.#send("/links", createdLinkSchema, { body: request });
  }

  async revokeLink(linkId: string): Promise<void> {
    const path = `/links/${encodeURIComponent(linkId)}`;
    await this.#send(path, z.null(), { method: "DELETE" });
  }

  log(before: string | null): Promise<LogPage> {
    const query = before === null ? "" : `?${new URLSearchParams({ before })}`;
    return this.#send(`/log${query}`, logPageSchema);
  }

  follow(changed: () => void): () => void {
    return followChanges(`${this.#path}/presence`, changed);
  }

  #send<T>(end: string, schema: z.ZodMiniType<T>, request?: ApiRequest): Promise<T> {
    return this.#api.send(this.#path + end, schema, request);
  }
}
