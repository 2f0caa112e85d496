/** The fake and the real Deno KV, made to do the deeds of a trace and to show what can be seen. */
import { settledWithin } from "../../lib/server/base/deadline.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { startFaultProxy } from "../faults/fault_proxy.ts";
import { FakeKvServer } from "./fake_kv_server.ts";
import type { KvDeed, KvSight, RowName } from "./kv_traces.ts";
import { Timeline } from "./timeline.ts";

/** Where deeds are done, and what can be done to it. */
export interface KvPlace extends AsyncDisposable {
  readonly kv: Deno.Kv;
  loseNextReply(): void;
  freeze(): void;
  thaw(): void;
  /** Waits for `work` as long as makes sense. True when it ended. */
  isDone(work: Promise<unknown>): Promise<boolean>;
}

/** Does deeds at a place, and remembers which commit wrote what. */
export class KvSubject {
  readonly #place: KvPlace;
  readonly #versions = new Map<string, string>();
  #leftAlone: Promise<KvSight> | null = null;

  constructor(place: KvPlace) {
    this.#place = place;
  }

  async perform(deed: KvDeed): Promise<KvSight> {
    switch (deed.do) {
      case "lose-next-reply":
        return this.#place.loseNextReply(), null;
      case "freeze":
        return this.#place.freeze(), null;
      case "thaw":
        return this.#place.thaw(), null;
      case "await":
        return await this.#ended(this.#leftAlone ?? Promise.resolve(null));
    }
    // Deno refuses by a TypeError what denokv refuses by an Error.
    const isLimit = deed.do === "check-many" || deed.do === "get-many";
    const work = this.#do(deed).catch((error): KvSight => {
      if (isLimit && error instanceof Error) return "refused";
      throw error;
    });
    if (deed.do === "commit" && deed.isLeftAlone) this.#leftAlone = work;
    return await this.#ended(work);
  }

  async #ended(work: Promise<KvSight>): Promise<KvSight> {
    return await this.#place.isDone(work) ? await work : "pending";
  }

  async #do(deed: KvDeed): Promise<KvSight> {
    const { kv } = this.#place;
    switch (deed.do) {
      case "commit":
        return await this.#commit(deed);
      case "get": {
        const rows = await kv.getMany<unknown[]>(deed.rows.map(keyOf));
        return rows.map(({ value, versionstamp }) => [value, this.#nameOf(versionstamp)]);
      }
      case "list": {
        const rows = await Array.fromAsync(kv.list({ prefix: keyOf(deed.prefix) }));
        return rows.map(({ key }) => key.join("/"));
      }
      case "check-many": {
        const atomic = kv.atomic();
        for (let at = 0; at < deed.count; at++) {
          atomic.check({ key: ["no", at], versionstamp: null });
        }
        return (await atomic.set(["checked"], deed.count).commit()).ok;
      }
      case "get-many": {
        const keys = Array.from({ length: deed.count }, (_, at) => ["no", at]);
        return (await kv.getMany<unknown[]>(keys)).length === deed.count;
      }
    }
    return null;
  }

  async #commit(deed: KvDeed & { do: "commit" }): Promise<boolean> {
    const atomic = this.#place.kv.atomic();
    for (const [row, name] of Object.entries(deed.checks ?? {})) {
      const versionstamp = name === null ? null : this.#versions.get(name) ?? null;
      atomic.check({ key: keyOf(row), versionstamp });
    }
    for (const [row, value] of Object.entries(deed.sets ?? {})) atomic.set(keyOf(row), value);
    for (const row of deed.deletes ?? []) atomic.delete(keyOf(row));
    const result = await atomic.commit();
    if (result.ok && deed.as) this.#versions.set(deed.as, result.versionstamp);
    return result.ok;
  }

  #nameOf(versionstamp: string | null): string | null {
    if (versionstamp === null) return null;
    return [...this.#versions].find(([, known]) => known === versionstamp)?.[0] ?? "unknown";
  }
}

function keyOf(row: RowName): Deno.KvKey {
  return row.split("/").map((part) => /^\d+$/.test(part) ? Number(part) : part);
}

/** The fake one, as a server with a network between. */
export async function fakePlace(): Promise<KvPlace> {
  const timeline = new Timeline(Date.UTC(2026, 10, 23));
  let isReplyLost = false;
  const server = new FakeKvServer({
    timeline,
    maxChecks: 10,
    weather: {
      fate(call) {
        const fate = { sendMs: 1, replyMs: 1, isReplyLost: isReplyLost && call === "commit" };
        if (call === "commit") isReplyLost = false;
        return fate;
      },
      landsAfterDeath: () => true,
      lingersMs: () => 0,
    },
  });
  const kv = await server.open();
  return {
    kv,
    loseNextReply: () => isReplyLost = true,
    freeze: () => server.goAway(),
    thaw: () => server.comeBack(),
    async isDone(work) {
      let isOver = false;
      const end = () => isOver = true;
      work.then(end, end);
      await timeline.advance(1_000);
      return isOver;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(kv.close()),
  };
}

export async function memoryPlace(): Promise<KvPlace> {
  const kv = await Deno.openKv(":memory:");
  const refuse = () => {
    throw new TypeError("No network stands before memory");
  };
  return {
    kv,
    loseNextReply: refuse,
    freeze: refuse,
    thaw: refuse,
    isDone: (work) => settledWithin(10_000, work),
    [Symbol.asyncDispose]: () => Promise.resolve(kv.close()),
  };
}

/** denokv behind a proxy. */
export async function serverPlace(): Promise<KvPlace> {
  const server = await startDenoKv();
  const proxy = startFaultProxy(server.url);
  Deno.env.set("DENO_KV_ACCESS_TOKEN", server.accessToken);
  const kv = await Deno.openKv(proxy.url);
  let isFrozen = false;
  return {
    kv,
    loseNextReply() {
      let isLost = false;
      proxy.script(({ path }) => {
        if (isLost || !path.endsWith("/atomic_write")) return { type: "pass" };
        isLost = true;
        return { type: "lose-reply" };
      });
    },
    freeze() {
      isFrozen = true;
      server.signal("SIGSTOP");
    },
    thaw() {
      isFrozen = false;
      server.signal("SIGCONT");
    },
    isDone: (work) => settledWithin(isFrozen ? 1_000 : 20_000, work),
    async [Symbol.asyncDispose]() {
      kv.close();
      await proxy.close();
      await server.stop();
    },
  };
}
