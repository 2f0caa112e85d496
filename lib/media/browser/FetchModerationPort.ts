import * as z from "zod/mini";
import { type ApiClient, spacePath } from "../../api/ApiClient.ts";
import {
  type MembershipChange,
  type ModerationRequest,
  type SpaceAnswer,
  spaceAnswerSchema,
  type SpaceChange,
  spacePeopleSchema,
  type SpacePerson,
} from "../../contract/space.ts";
import type { ModerationPort } from "../ports/moderation_port.ts";

/** The answer's content is not used. */
const anySchema = z.unknown();

/** A `ModerationPort` over `fetch`, same-origin. */
export class FetchModerationPort implements ModerationPort {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async space(slug: string): Promise<SpaceAnswer> {
    return await this.#api.send(spacePath(slug), spaceAnswerSchema);
  }

  async changeSpace(slug: string, body: SpaceChange): Promise<SpaceAnswer> {
    return await this.#api.send(spacePath(slug), spaceAnswerSchema, { method: "PATCH", body });
  }

  async moderate(slug: string, body: ModerationRequest): Promise<void> {
    await this.#api.send(`${spacePath(slug)}/moderation`, anySchema, { body });
  }

  async people(slug: string): Promise<readonly SpacePerson[]> {
    return (await this.#api.send(`${spacePath(slug)}/people`, spacePeopleSchema)).people;
  }

  async changeStanding(slug: string, personId: string, body: MembershipChange): Promise<void> {
    const path = `${spacePath(slug)}/people/${encodeURIComponent(personId)}`;
    await this.#api.send(path, anySchema, { method: "PUT", body });
  }

  async setRecording(slug: string, isRecording: boolean): Promise<void> {
    const body = { isRecording };
    await this.#api.send(`${spacePath(slug)}/recording`, anySchema, { method: "PUT", body });
  }

  async decideKnock(
    slug: string,
    knockId: string,
    decision: "admit" | "refuse",
  ): Promise<void> {
    const path = `${spacePath(slug)}/knocks/${encodeURIComponent(knockId)}`;
    await this.#api.send(path, anySchema, { body: { decision } });
  }
}
