import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { CreatedLink, GuestLink, LinkRequest } from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** The links into a space. Pending and troubles are told as `make`, and by a link's id. */
export class SpaceLinks {
  readonly #port: OwnerPort;
  readonly #links = signal<readonly GuestLink[]>([]);
  readonly #made = signal<CreatedLink | null>(null);
  readonly errands: RequestQueue;

  constructor(port: OwnerPort, errands: RequestQueue, links: readonly GuestLink[]) {
    this.#port = port;
    this.errands = errands;
    this.#links.value = links;
  }

  get links(): ReadonlySignal<readonly GuestLink[]> {
    return this.#links;
  }

  /** The one that was made last on this page: its address is told this once. */
  get made(): ReadonlySignal<CreatedLink | null> {
    return this.#made;
  }

  make(request: LinkRequest): Promise<void> {
    return this.errands.runOnce("make", async () => {
      const made = await this.#port.makeLink(request);
      const { url: _, ...link } = made;
      batch(() => {
        this.#made.value = made;
        this.#links.value = [...this.#links.peek(), link];
      });
    });
  }

  revoke(linkId: string): Promise<void> {
    return this.errands.runOnce(linkId, async () => {
      await this.#port.revokeLink(linkId);
      this.#take(this.#links.peek().filter((link) => link.linkId !== linkId));
    });
  }

  look(): Promise<void> {
    return this.errands.look(async () => this.#take(await this.#port.links()));
  }

  #take(links: readonly GuestLink[]): void {
    batch(() => {
      this.#links.value = links;
      // An address that opens nothing any more is not shown.
      const isThere = links.some(({ linkId }) => linkId === this.#made.peek()?.linkId);
      if (!isThere) this.#made.value = null;
    });
  }
}
