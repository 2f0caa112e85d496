/** Links into the owned space: made by moderators, revoked by the owner, used by any person; and the invariants of links. */
import { createdLinkSchema, type GivenRole } from "../../lib/contract/space.ts";
import type { Browser } from "./browser.ts";
import type { Judge } from "./judge.ts";
import type { People } from "./people.ts";
import { ownedSlug, type Rights } from "./rights.ts";
import { host } from "./steps.ts";
import type { Timeline } from "./timeline.ts";

/** The parts of the world that links act on. */
export interface LinkSurroundings {
  readonly timeline: Timeline;
  readonly people: People;
  readonly rights: Rights;
  readonly judge: Judge;
  ownSpace(): void;
  send(request: Request): Promise<Response | null>;
}

interface Link {
  readonly linkId: string;
  readonly secret: string;
  readonly uses: number;
  readonly expiresAtMs: number;
  readonly role: GivenRole;
  /** People from whom the request that made it may have come; empty: the owner. */
  readonly makers: readonly string[];
  /** The people who certainly used it, and since when. */
  readonly usedBy: Map<string, number>;
  /** When a request was answered that revokes it, or that bans a person who came by it. */
  endedAtMs: number | null;
}

/** Clocks of replicas differ by as much from the true one. */
const clocksDifferMs = 56_000;

const address = `/api/spaces/${ownedSlug}/links`;

export class Links {
  readonly #around: LinkSurroundings;
  readonly #links: Link[] = [];

  constructor(around: LinkSurroundings) {
    this.#around = around;
  }

  async make(by: number, role: GivenRole, uses: number, minutes: number): Promise<void> {
    const expiresAtMs = this.#around.timeline.now + minutes * 60_000;
    const expiresAt = new Date(expiresAtMs).toISOString();
    const maker = this.#around.people.browser(by);
    const makers = by === host ? [] : maker.people;
    const answer = await this.#ask(maker, "POST", address, { role, expiresAt, uses });
    if (answer?.status !== 201) return;
    const { linkId, url } = createdLinkSchema.parse(await answer.json());
    const secret = new URL(url).hash.replace("#link=", "");
    const usedBy = new Map<string, number>();
    this.#links.push({ linkId, secret, uses, expiresAtMs, role, makers, usedBy, endedAtMs: null });
  }

  async revoke(back: number): Promise<void> {
    const link = this.#links.at(-1 - back);
    if (!link) return;
    const answer = await this.#ask(this.#host, "DELETE", `${address}/${link.linkId}`);
    if (answer?.status === 204) link.endedAtMs ??= this.#around.timeline.now;
  }

  /** Every link that a person used who was banned by a request of `sentAtMs`. */
  banned(person: string, sentAtMs: number): void {
    for (const link of this.#links) {
      const usedAtMs = link.usedBy.get(person) ?? Infinity;
      if (usedAtMs <= sentAtMs) link.endedAtMs ??= this.#around.timeline.now;
    }
  }

  /** By a browser whose guest session is for this: one that has none gets one first. */
  async use(at: number, back: number): Promise<void> {
    const { people, rights, timeline, judge } = this.#around;
    const link = this.#links.at(-1 - back);
    const browser = people.browser(at);
    if (!link || !await people.isSomebody(browser, ownedSlug)) return;
    const sentAtMs = timeline.now;
    const users = browser.people;
    // A second use by the same person changes nothing: it gives back no right that was taken.
    const isUsed = users.length === 1 && link.usedBy.has(users[0]);
    const wishes = rights.beginOf(isUsed ? [] : users, sentAtMs, (person) => [
      [rights.isMember(person), true],
      ...link.role === "moderator" ? [[rights.mayModerate(person), true] as const] : [],
    ]);
    // A guest who signs in is the same person, from some moment on.
    const isCounted = () =>
      users.flatMap((user) => rights.selvesOf(user)).some((self) => link.usedBy.has(self));
    // Either of two cookies may have counted; a link takes away no role that a moderator gave.
    for (const { write } of wishes) {
      write.isCertain = users.length === 1 && link.role !== "moderator" && !isCounted();
    }
    const answer = await this.#ask(browser, "POST", `${address}/exchange`, { link: link.secret });
    if (answer?.status !== 200) return;
    for (const { write } of wishes) write.doneAtMs = timeline.now;
    const { linkId } = link;
    if (link.endedAtMs !== null && link.endedAtMs < sentAtMs) {
      judge.break(`${users} used ${linkId}, which was revoked, or that of somebody banned`);
    }
    if (link.expiresAtMs < sentAtMs - clocksDifferMs) {
      judge.break(`${users} used ${linkId}, which was over`);
    }
    const isIn = users.some((user) => rights.isMember(user).mayBe(true, sentAtMs, timeline.now));
    if (isUsed && !isIn) judge.break(`${users} used ${linkId} again, and what it gave was taken`);
    const mayVouch = link.makers.flatMap((maker) => rights.selvesOf(maker))
      .some((maker) => rights.mayModerate(maker).mayBe(true, sentAtMs, timeline.now));
    if (link.makers.length > 0 && !mayVouch) {
      judge.break(`${users} used ${linkId} of ${link.makers}, who may make none any more`);
    }
    if (users.length === 1 && !isCounted()) link.usedBy.set(users[0], timeline.now);
    if (link.usedBy.size > link.uses) {
      judge.break(`${linkId} let in ${link.usedBy.size}, and was for ${link.uses}`);
    }
    judge.reached.add(isUsed ? "a link was used again" : "a link was used");
  }

  get #host(): Browser {
    return this.#around.people.browser(host);
  }

  async #ask(browser: Browser, method: string, path: string, body?: unknown) {
    this.#around.ownSpace();
    const answer = await this.#around.send(browser.request(method, path, body));
    if (answer && !answer.ok && answer.status !== 503) {
      const { code } = await answer.json();
      this.#around.judge.reached.add(`refused: ${code}`);
    }
    return answer;
  }
}
