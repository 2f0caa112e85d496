import { AppFailure } from "../../lib/api/app_failure.ts";
import type {
  CreatedLink,
  GuestLink,
  LinkRequest,
  LoggedLine,
  LogPage,
  MembershipChange,
  ModerationRequest,
  SpaceAnswer,
  SpaceChange,
  SpacePerson,
  SpaceSettings,
} from "../../lib/contract/space.ts";
import type { ManagedSpace } from "../../lib/contract/settings_page_data.ts";
import type { OwnerPort } from "../../lib/owner/owner_port.ts";

/** A space in memory, with an owner who asks. `next` decides what the next call comes to: by default, done. */
export class FakeOwnerPort implements OwnerPort {
  readonly calls: string[] = [];
  next: () => Promise<void> = () => Promise.resolve();
  role: SpaceAnswer["role"] = "owner";
  name: string | undefined;
  settings: SpaceSettings = {
    policy: "open",
    isLocked: false,
    capacity: 50,
    defaultRole: "speaker",
    publishSources: { moderator: ["microphone"], speaker: ["microphone"], listener: [] },
    chatRoles: ["moderator", "speaker", "listener"],
    chatKept: "until-empty",
    keyCheck: null,
  };
  present: SpacePerson[] = [];
  kept: GuestLink[] = [];
  events: LoggedLine[] = [];
  /** Lines of one page. */
  pageLines = 2;
  changed: () => void = () => {};

  failNext(code: string): void {
    this.next = () => Promise.reject(new AppFailure(code, "Cannot"));
  }

  /** What the server would render first. */
  visit(): ManagedSpace {
    const { settings, present: people, kept: links } = this;
    return {
      slug: "tea",
      name: this.name,
      role: this.role ?? "owner",
      settings,
      people,
      links,
      log: this.#page(null),
    };
  }

  space = () => this.#do("space", () => this.#answer());
  make = () => this.#do("make", () => this.#answer());
  change = (change: SpaceChange) =>
    this.#do(`change ${JSON.stringify(change)}`, () => {
      const { name = this.name, ...settings } = change;
      this.name = name ?? undefined;
      this.settings = { ...this.settings, ...settings };
      return this.#answer();
    });
  remove = () => this.#do("remove", () => {});
  people = () => this.#do("people", () => this.present);
  changeStanding = (id: string, change: MembershipChange) =>
    this.#do(`standing ${id} ${JSON.stringify(change)}`, () => {});
  moderate = (request: ModerationRequest) =>
    this.#do(`moderate ${JSON.stringify(request)}`, () => {});
  links = () => this.#do("links", () => this.kept);
  makeLink = (request: LinkRequest): Promise<CreatedLink> =>
    this.#do("makeLink", () => {
      const { role, uses, expiresAt, notBefore = null } = request;
      const linkId = `link_${this.kept.length}`;
      const times = { expiresAt, notBefore, createdAt: expiresAt };
      const link = { linkId, role, uses, used: 0, ...times, isVouchedFor: true };
      this.kept = [...this.kept, link];
      return { ...link, url: `https://madang.test/space/tea#link=${linkId}` };
    });
  revokeLink = (id: string) =>
    this.#do(`revoke ${id}`, () => {
      this.kept = this.kept.filter(({ linkId }) => linkId !== id);
    });
  log = (before: string | null) => this.#do(`log ${before}`, () => this.#page(before));
  follow = (changed: () => void) => {
    this.changed = changed;
    return () => {
      this.changed = () => {};
    };
  };

  #page(before: string | null): LogPage {
    const start = Number(before ?? 0);
    const end = start + this.pageLines;
    const next = end < this.events.length ? String(end) : null;
    return { events: this.events.slice(start, end), next };
  }

  #answer(): SpaceAnswer {
    return {
      slug: "tea",
      roomName: "space-tea",
      name: this.name,
      isOwned: true,
      policy: this.settings.policy,
      isLocked: this.settings.isLocked,
      role: this.role,
      entry: "allowed",
      mayModerate: this.role !== null,
      ...(this.role === null ? {} : { settings: this.settings }),
    };
  }

  async #do<Value>(call: string, answer: () => Value): Promise<Value> {
    this.calls.push(call);
    const { next } = this;
    this.next = () => Promise.resolve();
    await next();
    return answer();
  }
}
