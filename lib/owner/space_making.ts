import { RequestQueue } from "./request_queue.ts";
import type { OwnerPort } from "./owner_port.ts";

/** Makes a space that has no owner the visitor's. Pending and trouble go by `make`. */
export class SpaceMaking {
  readonly #port: OwnerPort;
  readonly #made: () => void;
  readonly requests: RequestQueue;

  /** @param made Called when it is done, and when the session is over: the page reloads. */
  constructor(port: OwnerPort, made: () => void) {
    this.#port = port;
    this.#made = made;
    this.requests = new RequestQueue(made);
  }

  make(): Promise<void> {
    return this.requests.runOnce("make", async () => {
      await this.#port.make();
      this.#made();
    });
  }
}
