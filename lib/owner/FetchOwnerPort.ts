import * as z from "zod/mini";
import { askServer, browserFetch, type Fetch } from "../account/ask_server.ts";
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
  readonly #fetch: Fetch;

  /** @param fetch Replaced by tests. */
  constructor(slug: string, fetch: Fetch = browserFetch) {
    this.#slug = slug;
    this.#path = `/api/spaces/${slug}`;
    this.#fetch = fetch;
  }

  space(): Promise<SpaceAnswer> {
    return this.#ask("GET", "", spaceAnswerSchema);
  }

  make(): Promise<SpaceAnswer> {
    const question = { method: "POST", path: "/api/spaces", body: { slug: this.#slug } };
    return askServer(this.#fetch, question, spaceAnswerSchema);
  }

  change(change: SpaceChange): Promise<SpaceAnswer> {
    return this.#ask("PATCH", "", spaceAnswerSchema, change);
  }

  async remove(): Promise<void> {
    await this.#ask("DELETE", "", z.null());
  }

  async people(): Promise<SpacePerson[]> {
    return (await this.#ask("GET", "/people", spacePeopleSchema)).people;
  }

  async changeStanding(personId: string, change: MembershipChange): Promise<void> {
    await this.#ask("PUT", `/people/${encodeURIComponent(personId)}`, z.null(), change);
  }

  async moderate(request: ModerationRequest): Promise<void> {
    await this.#ask("POST", "/moderation", z.null(), request);
  }

  async links(): Promise<GuestLink[]> {
    return (await this.#ask("GET", "/links", guestLinksSchema)).links;
  }

  makeLink(request: LinkRequest): Promise<CreatedLink> {
    return this.#ask("POST", "/links", createdLinkSchema, request);
  }

  async revokeLink(linkId: string): Promise<void> {
    await this.#ask("DELETE", `/links/${encodeURIComponent(linkId)}`, z.null());
  }

  log(before: string | null): Promise<LogPage> {
    const query = before === null ? "" : `?${new URLSearchParams({ before })}`;
    return this.#ask("GET", `/log${query}`, logPageSchema);
  }

  follow(changed: () => void): () => void {
    return followChanges(`${this.#path}/presence`, changed);
  }

  #ask<T>(method: string, end: string, schema: z.ZodMiniType<T>, body?: unknown): Promise<T> {
    return askServer(this.#fetch, { method, path: this.#path + end, body }, schema);
  }
}
