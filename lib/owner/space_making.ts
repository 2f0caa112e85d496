import { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** Making a space one's own that nobody looks after. Pending and troubles are told as `make`. */
export class SpaceMaking {
  readonly #port: OwnerPort;
  readonly #made: () => void;
  readonly errands: RequestQueue;

  /** @param made Told when it is done, and when the session is over: the page begins anew. */
  constructor(port: OwnerPort, made: () => void) {
    this.#port = port;
    this.#made = made;
    this.errands = new RequestQueue(made);
  }

  make(): Promise<void> {
    return this.errands.runOnce("make", async () => {
      await this.#port.make();
      this.#made();
    });
  }
}
