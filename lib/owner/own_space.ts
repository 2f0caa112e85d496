import type { ManagedSpace } from "../contract/settings_page_data.ts";
import { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";
import { SpaceLinks } from "./space_links.ts";
import { SpaceLog } from "./space_log.ts";
import { SpacePeople } from "./space_people.ts";
import { SpaceRules } from "./space_rules.ts";

/** A space that one looks after: its rules, people, links and log, each as the server tells it. */
export class OwnSpace {
  readonly slug: string;
  readonly rules: SpaceRules;
  readonly people: SpacePeople;
  readonly links: SpaceLinks;
  readonly log: SpaceLog;
  /** Deleting it. */
  readonly removal: RequestQueue;
  readonly #lost: () => void;
  readonly #port: OwnerPort;

  /** @param lost Told when the visitor may not look after the space any more. */
  constructor(port: OwnerPort, space: ManagedSpace, lost: () => void) {
    this.slug = space.slug;
    this.#port = port;
    const errands = () => new RequestQueue(lost);
    this.rules = new SpaceRules({ port, errands: errands(), lost }, space);
    this.people = new SpacePeople(port, errands(), space.people);
    this.links = new SpaceLinks(port, errands(), space.links);
    this.log = new SpaceLog(port, errands(), space.log);
    this.removal = errands();
    this.#lost = lost;
  }

  /** Deletes it, for its owner alone: then it is nobody's to look after. */
  remove(): Promise<void> {
    return this.removal.runOnce("delete", async () => {
      await this.#port.remove();
      this.#lost();
    });
  }

  /** Follows what others do, until the answered function is called. */
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
