import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { CreatedLink, GuestLink, LinkRequest } from "../contract/space.ts";
import type { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** The guest links of a space. Pending and trouble go by `make`, or by a link's id. */
export class SpaceLinks {
  readonly #port: OwnerPort;
  readonly #links = signal<readonly GuestLink[]>([]);
  readonly #made = signal<CreatedLink | null>(null);
  readonly requests: RequestQueue;

  constructor(port: OwnerPort, requests: RequestQueue, links: readonly GuestLink[]) {
    this.#port = port;
    this.requests = requests;
    this.#links.value = links;
  }

  get links(): ReadonlySignal<readonly GuestLink[]> {
    return this.#links;
  }

  /** The link made last on this page: only now is its address known. */
  get made(): ReadonlySignal<CreatedLink | null> {
    return this.#made;
  }

  make(request: LinkRequest): Promise<void> {
    return this.requests.runOnce("make", async () => {
      const made = await this.#port.makeLink(request);
      const { url: _, ...link } = made;
      batch(() => {
        this.#made.value = made;
        this.#links.value = [...this.#links.peek(), link];
      });
    });
  }

  revoke(linkId: string): Promise<void> {
    return this.requests.runOnce(linkId, async () => {
      await this.#port.revokeLink(linkId);
      this.#take(this.#links.peek().filter((link) => link.linkId !== linkId));
    });
  }

  look(): Promise<void> {
    return this.requests.look(async () => this.#take(await this.#port.links()));
  }

  #take(links: readonly GuestLink[]): void {
    batch(() => {
      this.#links.value = links;
      // The address of a revoked link is not shown.
      const isThere = links.some(({ linkId }) => linkId === this.#made.peek()?.linkId);
      if (!isThere) this.#made.value = null;
    });
  }
}
