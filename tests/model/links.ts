/** Links into the owned space: made and revoked by its owner, used by whoever has one; and the laws of both. */
import { madeLinkSchema } from "../../lib/contract/space.ts";
import type { Browser } from "./browser.ts";
import type { Judge } from "./judge.ts";
import type { People } from "./people.ts";
import { ownedSlug, type Rights } from "./rights.ts";
import { host } from "./steps.ts";
import type { Timeline } from "./timeline.ts";

/** Where links are. */
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
  readonly usedBy: Set<string>;
  /** When it was answered that it is gone. */
  revokedAtMs: number | null;
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

  async make(uses: number, minutes: number): Promise<void> {
    const expiresAtMs = this.#around.timeline.now + minutes * 60_000;
    const expiresAt = new Date(expiresAtMs).toISOString();
    const answer = await this.#ask(this.#host, "POST", address, {
      role: "listener",
      expiresAt,
      uses,
    });
    if (answer?.status !== 201) return;
    const { linkId, url } = madeLinkSchema.parse(await answer.json());
    const secret = new URL(url).hash.replace("#link=", "");
    this.#links.push({ linkId, secret, uses, expiresAtMs, usedBy: new Set(), revokedAtMs: null });
  }

  async revoke(back: number): Promise<void> {
    const link = this.#links.at(-1 - back);
    if (!link) return;
    const answer = await this.#ask(this.#host, "DELETE", `${address}/${link.linkId}`);
    if (answer?.status === 204) link.revokedAtMs ??= this.#around.timeline.now;
  }

  /** By a browser whose guest session is for this: one that has none gets one first. */
  async use(at: number, back: number): Promise<void> {
    const { people, rights, timeline, judge } = this.#around;
    const link = this.#links.at(-1 - back);
    const browser = people.browser(at);
    if (!link || !await people.isSomebody(browser, ownedSlug)) return;
    const sentAtMs = timeline.now;
    const users = browser.people;
    const wishes = rights.beginOf(users, sentAtMs, (person) => [[rights.isMember(person), true]]);
    // Of two cookies either may have counted.
    for (const { write } of wishes) write.isCertain = users.length === 1;
    const answer = await this.#ask(browser, "POST", `${address}/exchange`, { link: link.secret });
    if (answer?.status !== 200) return;
    for (const { write } of wishes) write.doneAtMs = timeline.now;
    if (link.revokedAtMs !== null && link.revokedAtMs < sentAtMs) {
      judge.break(`${users} used ${link.linkId}, which was revoked`);
    }
    if (link.expiresAtMs < sentAtMs - clocksDifferMs) {
      judge.break(`${users} used ${link.linkId}, which was over`);
    }
    if (users.length === 1) link.usedBy.add(users[0]);
    if (link.usedBy.size > link.uses) {
      judge.break(`${link.linkId} let in ${link.usedBy.size}, and was for ${link.uses}`);
    }
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
