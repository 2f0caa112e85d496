import { expect } from "expect";
import { LockTabsPort } from "../../../../lib/media/browser/LockTabsPort.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

/** Web Locks of one browser, as far as shared ones go. */
class StubLocks {
  readonly held: { name: string; mode: string }[] = [];

  async request(
    name: string,
    { mode }: { mode: string },
    run: () => Promise<void>,
  ): Promise<void> {
    const lock = { name, mode };
    await turn();
    this.held.push(lock);
    try {
      await run();
    } finally {
      this.held.splice(this.held.indexOf(lock), 1);
    }
  }
  query(): Promise<{ held: readonly { name: string }[] }> {
    return Promise.resolve({ held: [...this.held] });
  }
}

/** Where a person lets no site keep anything. */
class RefusedLocks extends StubLocks {
  override request(): Promise<void> {
    return Promise.reject(new DOMException("denied", "SecurityError"));
  }
  override query(): Promise<never> {
    return Promise.reject(new DOMException("denied", "SecurityError"));
  }
}

/** Two tabs of one browser. */
async function inBrowser(
  locks: StubLocks | undefined,
  test: (one: LockTabsPort, other: LockTabsPort) => Promise<void>,
): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  try {
    await test(new LockTabsPort(), new LockTabsPort());
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
  }
}

/** Resolves with the next word from another tab. */
function nextWord(port: LockTabsPort): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = port.onChange(() => {
    stop();
    resolve();
  });
  return promise;
}

Deno.test("LockTabsPort knows by room that another tab is inside, and hears of its joining and leaving", () =>
  inBrowser(new StubLocks(), async (one, other) => {
    expect(await other.isEntered("space-tea")).toBe(false);
    const coming = nextWord(other);
    const leave = one.enter("space-tea");
    await coming;
    expect(await other.isEntered("space-tea")).toBe(true);
    expect(await other.isEntered("space-coffee")).toBe(false);
    const going = nextWord(other);
    await leave();
    await going;
    expect(await other.isEntered("space-tea")).toBe(false);
  }));

Deno.test("LockTabsPort shares the room: a second tab is inside as well, until both have left", () =>
  inBrowser(new StubLocks(), async (one, other) => {
    const leaves = [one.enter("space-tea"), other.enter("space-tea")];
    await turn();
    await leaves[0]();
    expect(await one.isEntered("space-tea")).toBe(true);
    await leaves[1]();
    expect(await one.isEntered("space-tea")).toBe(false);
  }));

Deno.test("LockTabsPort holds nothing after leaving before the lock was granted", () =>
  inBrowser(new StubLocks(), async (one, other) => {
    await one.enter("space-tea")();
    expect(await other.isEntered("space-tea")).toBe(false);
  }));

Deno.test("LockTabsPort without locks, on an insecure page, knows no other tab", () =>
  inBrowser(undefined, async (one, other) => {
    const leave = one.enter("space-tea");
    expect(await other.isEntered("space-tea")).toBe(false);
    await leave();
  }));

Deno.test("LockTabsPort knows of no other tab where all site data is blocked, and rejects nothing", () =>
  inBrowser(new RefusedLocks(), async (one, other) => {
    const { BroadcastChannel } = globalThis;
    globalThis.BroadcastChannel = class {
      constructor() {
        throw new DOMException("denied", "SecurityError");
      }
    } as unknown as typeof BroadcastChannel;
    try {
      const stop = other.onChange(() => {});
      const leave = one.enter("space-tea");
      await turn();
      expect(await other.isEntered("space-tea")).toBe(false);
      await leave();
      stop();
    } finally {
      globalThis.BroadcastChannel = BroadcastChannel;
    }
  }));
