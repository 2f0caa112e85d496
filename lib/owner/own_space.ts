import { type ReadonlySignal, signal } from "@preact/signals";
import { lateCode } from "../contract/late_code.ts";
import type { ManagedSpace } from "../contract/settings_page_data.ts";
import { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";
import type { SpaceEncryption } from "./space_encryption.ts";
import { SpaceLinks } from "./space_links.ts";
import { SpaceLog } from "./space_log.ts";
import { SpacePeople } from "./space_people.ts";
import { SpaceRules } from "./space_rules.ts";

/** The settings page of a space: its rules, people, links and log, each as the server last answered. */
export class OwnSpace {
  readonly slug: string;
  readonly rules: SpaceRules;
  readonly people: SpacePeople;
  readonly links: SpaceLinks;
  readonly #encryption = signal<SpaceEncryption | null>(null);
  readonly log: SpaceLog;
  /** Deleting it. */
  readonly removal: RequestQueue;
  readonly #lost: () => void;
  readonly #port: OwnerPort;
  readonly #storage: () => Storage | null;

  /**
   * @param lost Called when the visitor may no longer manage the space.
   * @param storage Where this browser keeps keys; `null` where that is switched off.
   */
  constructor(
    port: OwnerPort,
    space: ManagedSpace,
    lost: () => void,
    storage: () => Storage | null = () => null,
  ) {
    this.slug = space.slug;
    this.#port = port;
    const requests = () => new RequestQueue(lost);
    this.rules = new SpaceRules({ port, requests: requests(), lost }, space);
    this.#storage = storage;
    this.people = new SpacePeople(port, requests(), space.people);
    this.links = new SpaceLinks(port, requests(), space.links);
    this.log = new SpaceLog(port, requests(), space.log);
    this.removal = requests();
    this.#lost = lost;
  }

  /** The key of the space; `null` before `loadEncryption`, whose code the page does not need at first. */
  get encryption(): ReadonlySignal<SpaceEncryption | null> {
    return this.#encryption;
  }

  async loadEncryption(): Promise<void> {
    const { SpaceEncryption } = await lateCode(() => import("./space_encryption.ts"));
    this.#encryption.value ??= new SpaceEncryption(this.slug, this.rules, this.#storage);
  }

  /** Deletes the space; only its owner may. */
  remove(): Promise<void> {
    return this.removal.runOnce("delete", async () => {
      await this.#port.remove();
      this.#lost();
    });
  }

  /** Follows what others change until the returned function is called. */
  start(): () => void {
    let isLooking = false;
    let isStale = false;
    const look = async () => {
      isStale = true;
      if (isLooking) return;
      isLooking = true;
      while (isStale) {
        isStale = false;
        await Promise.all(
          [this.rules, this.people, this.links, this.log].map((part) => part.look()),
        );
      }
      isLooking = false;
    };
    return this.#port.follow(() => void look());
  }
}
