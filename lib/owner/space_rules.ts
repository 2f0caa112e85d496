import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Role } from "../contract/participant.ts";
import type {
  GivenRole,
  PublishSource,
  SpaceAnswer,
  SpaceChange,
  SpaceSettings,
} from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** One setting of a space. */
export type SettingName = keyof SpaceSettings | "name";

/** The rules of a space as the server last answered them, never as asked for. */
export class SpaceRules {
  readonly #port: OwnerPort;
  readonly #lost: () => void;
  readonly #role = signal<Role>("moderator");
  readonly #settings: Signal<SpaceSettings>;
  readonly #name: Signal<string>;
  readonly #changedElsewhere = signal<ReadonlySet<SettingName>>(new Set());
  readonly requests: RequestQueue;

  /** @param lost Called when the visitor may no longer manage the space. */
  constructor(
    { port, requests, lost }: {
      readonly port: OwnerPort;
      readonly requests: RequestQueue;
      readonly lost: () => void;
    },
    { role, settings, name = "" }: {
      readonly role: Role;
      readonly settings: SpaceSettings;
      readonly name?: string;
    },
  ) {
    this.#port = port;
    this.#lost = lost;
    this.requests = requests;
    this.#role.value = role;
    this.#settings = signal(settings);
    this.#name = signal(name);
  }

  /** The visitor's own. */
  get role(): ReadonlySignal<Role> {
    return this.#role;
  }

  get settings(): ReadonlySignal<SpaceSettings> {
    return this.#settings;
  }

  /** The space's name; empty: none. */
  get name(): ReadonlySignal<string> {
    return this.#name;
  }

  /** The settings that others changed while the page was open, until the next change here. */
  get changedElsewhere(): ReadonlySignal<ReadonlySet<SettingName>> {
    return this.#changedElsewhere;
  }

  /** Pending and trouble go by the setting's name. */
  set<Name extends keyof SpaceSettings>(
    name: Name,
    value: SpaceSettings[Name],
  ): Promise<boolean> {
    return this.#set(name, { [name]: value });
  }

  /** Names the space; an empty name takes it away. */
  setName(name: string): Promise<boolean> {
    return this.#set("name", { name: name || null });
  }

  #set(at: SettingName, change: SpaceChange): Promise<boolean> {
    return this.requests.run(at, () => {
      this.#changedElsewhere.value = new Set();
      return this.#change(change);
    });
  }

  /** Allows or forbids a source for a role, on top of the server's current value. Pending and trouble go by `<role>.<source>`. */
  setSource(role: GivenRole, source: PublishSource, isAllowed: boolean): Promise<boolean> {
    return this.requests.run(`${role}.${source}`, async () => {
      this.#changedElsewhere.value = new Set();
      this.#take(await this.#port.space());
      const { publishSources } = this.#settings.peek();
      const others = publishSources[role].filter((other) => other !== source);
      const sources = isAllowed ? [...others, source] : others;
      await this.#change({ publishSources: { ...publishSources, [role]: sources } });
    });
  }

  /** Lets a role write in the chat or not, likewise. Pending and trouble go by `<role>.chat`. */
  setChatRole(role: GivenRole, isAllowed: boolean): Promise<boolean> {
    return this.requests.run(`${role}.chat`, async () => {
      this.#changedElsewhere.value = new Set();
      this.#take(await this.#port.space());
      const others = this.#settings.peek().chatRoles.filter((other) => other !== role);
      await this.#change({ chatRoles: isAllowed ? [...others, role] : others });
    });
  }

  /** Reads what others have changed. */
  look(): Promise<void> {
    return this.requests.look(async () => this.#take(await this.#port.space()));
  }

  async #change(change: SpaceChange): Promise<void> {
    this.#take(await this.#port.change(change), change);
  }

  #take({ settings, role, name = "" }: SpaceAnswer, asked: SpaceChange = {}): void {
    if (!settings || role === null) return this.#lost();
    const before = { ...this.#settings.peek(), name: this.#name.peek() };
    const now = { ...settings, name };
    const names = settingNames.filter((name) =>
      !(name in asked) && JSON.stringify(before[name]) !== JSON.stringify(now[name])
    );
    batch(() => {
      this.#role.value = role;
      this.#settings.value = settings;
      this.#name.value = name;
      if (names.length > 0) {
        this.#changedElsewhere.value = new Set([...this.#changedElsewhere.peek(), ...names]);
      }
    });
  }
}

const settingNames: readonly SettingName[] = [
  "name",
  "policy",
  "isLocked",
  "capacity",
  "defaultRole",
  "publishSources",
  "chatRoles",
  "chatKept",
  "keyCheck",
];
