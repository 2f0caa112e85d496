/**
 * A real KV server, a real LiveKit server, and replicas of the server as processes of their own, with a fault
 * proxy on every way between them:
 *
 *     LiveKit ── webhook proxy ── balancer ── replicas ── KV proxy (one a replica) ── denokv
 *                                                   └──── API proxy (one a replica) ── LiveKit
 *
 * The whole stage in one file, so that each connection and its proxy can be seen.
 */
import * as z from "zod/mini";
import { ParticipantInfo_State, RoomServiceClient } from "livekit-server-sdk";
import { Child, waitUntilReady } from "../../toolchain/child.ts";
import { type KvServer, startDenoKv } from "../../toolchain/denokv.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { type LiveKitOptions, type LiveKitServer, startLiveKit } from "../../toolchain/livekit.ts";
import { joinAsParticipant, type RtcParticipant } from "../../toolchain/rtc_participant.ts";
import { type Presence, presenceSchema } from "../../lib/contract/presence.ts";
import { signDelivery } from "../fakes/webhook_delivery.ts";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";
import { type Asked, Person, served, type Ticket } from "./person.ts";
import { type Control, controlPath, resourcesSchema, storedRowsSchema } from "./replica_control.ts";
import { until } from "./until.ts";

const root = new URL("../../", import.meta.url).pathname;

/** A process that is to die is dead by then, or never. */
const exitLimitMs = 60_000;

export interface ReplicasOptions {
  /** How many; 2 by default. */
  readonly count?: number;
  /** False: only the test reconciles (`Replica.reconcile`). Default true. */
  readonly hasRounds?: boolean;
  /** False: no KV server runs until the test restarts it. Default true. */
  readonly hasStorage?: boolean;
  /** Laid over the environment of every replica. */
  readonly env?: Record<string, string>;
  readonly livekit?: LiveKitOptions;
}

export const storedSeatSchema = z.object({
  seatId: z.string(),
  slug: z.string(),
  owner: z.string(),
  minted: z.number(),
  floor: z.number(),
  floorReason: z.string(),
  session: z.string(),
  retired: z.boolean(),
  live: z.array(z.number()),
  expiresAt: z.number(),
});

/** A seat's row, as it is stored. */
export type StoredSeat = z.infer<typeof storedSeatSchema>;

/** One process of the server. */
export class Replica implements Asked {
  readonly url: string;
  /** Between it and the KV server. */
  readonly kvProxy: FaultProxy;
  /** Between it and LiveKit's API. */
  readonly apiProxy: FaultProxy;
  readonly #launch: () => Promise<Child>;
  #child: Child | null = null;

  constructor(
    port: number,
    kvProxy: FaultProxy,
    apiProxy: FaultProxy,
    launch: () => Promise<Child>,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.kvProxy = kvProxy;
    this.apiProxy = apiProxy;
    this.#launch = launch;
  }

  /** Starts it, or starts it again with the same address once it has ended. */
  async start(): Promise<void> {
    await this.#child?.kill();
    this.#child = await this.#launch();
  }

  /** The end of its log. */
  get log(): string {
    return this.#child?.output ?? "";
  }

  get hasExited(): boolean {
    return this.#child?.hasExited ?? true;
  }

  /** Settles when its process ends, for any reason; rejects where it does not. */
  async exited(): Promise<void> {
    await until("the end of the process", exitLimitMs, () => this.hasExited);
    await this.#child?.exited;
  }

  signal(signal: Deno.Signal): void {
    this.#child?.signal(signal);
  }

  /** `kill -9` */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  async tell(told: Control): Promise<unknown> {
    const response = await fetch(this.url + controlPath, {
      method: "POST",
      body: JSON.stringify(told),
    });
    if (!response.ok) throw new Error(`Cannot "${told.do}": ${await response.text()}`);
    return await response.json();
  }

  async reconcile(slug: string): Promise<void> {
    await this.tell({ do: "reconcile", slug });
  }

  async moveClock(offsetMs: number): Promise<void> {
    await this.tell({ do: "clock", offsetMs });
  }

  /** All rows under a prefix, as this replica reads them. */
  async rows(...prefix: string[]): Promise<{ key: readonly unknown[]; value: unknown }[]> {
    return storedRowsSchema.parse(await this.tell({ do: "rows", prefix }));
  }

  async resources(): Promise<{ rssBytes: number; openFiles: number }> {
    return resourcesSchema.parse(await this.tell({ do: "resources" }));
  }

  async close(): Promise<void> {
    await this.#child?.kill();
    await Promise.all([this.kvProxy.close(), this.apiProxy.close()]);
  }
}

/** A participant as LiveKit lists it. */
export interface Inside {
  readonly identity: string;
  readonly sid: string;
}

/** All of it; `await using` ends it. */
export class Replicas implements AsyncDisposable {
  readonly kv: KvServer;
  readonly livekit: LiveKitServer;
  /** Between LiveKit and the replicas. */
  readonly webhookProxy: FaultProxy;
  readonly all: readonly Replica[];
  readonly #rooms: RoomServiceClient;
  readonly #participants: RtcParticipant[] = [];
  readonly #balancer: Deno.HttpServer;

  constructor(parts: {
    kv: KvServer;
    livekit: LiveKitServer;
    webhookProxy: FaultProxy;
    balancer: Deno.HttpServer;
    all: readonly Replica[];
  }) {
    this.kv = parts.kv;
    this.livekit = parts.livekit;
    this.webhookProxy = parts.webhookProxy;
    this.all = parts.all;
    this.#balancer = parts.balancer;
    const { apiUrl, apiKey, apiSecret } = parts.livekit;
    this.#rooms = new RoomServiceClient(apiUrl, apiKey, apiSecret);
  }

  get first(): Replica {
    return this.all[0];
  }

  get second(): Replica {
    return this.all[1];
  }

  /** A participant without media, which ends with the replicas at the latest. */
  async join(ticket: Pick<Ticket, "url" | "token">): Promise<RtcParticipant> {
    const { url, token } = ticket;
    const participant = await joinAsParticipant({ url, token, hasTone: false, hasPicture: false });
    this.#participants.push(participant);
    return participant;
  }

  /** LiveKit's truth: the active participants of a space, in the order of joining, asked on a way without faults. */
  async inside(slug: string): Promise<Inside[]> {
    const participants = await this.#rooms.listParticipants(`space-${slug}`).catch(() => []);
    return participants.filter(({ state }) => state === ParticipantInfo_State.ACTIVE)
      .sort((a, b) => Number(a.joinedAtMs - b.joinedAtMs))
      .map(({ identity, sid }) => ({ identity, sid }));
  }

  /** The identities of `inside`. */
  async identities(slug: string): Promise<string[]> {
    return (await this.inside(slug)).map(({ identity }) => identity);
  }

  /** Presence as a replica answers it: names for a person who may know, a count for a stranger. */
  async presence(slug: string, from: Asked = this.first, person?: Person): Promise<Presence> {
    const path = `/api/spaces/${slug}/presence`;
    const visitor = person ?? new Person("");
    return presenceSchema.parse((await served(() => visitor.send(from, "GET", path))).body);
  }

  /** Delivers an event as LiveKit does, signed, to a replica; answers its status. */
  async deliver(event: unknown, to: Asked = this.first): Promise<number> {
    const body = JSON.stringify(event);
    const response = await fetch(`${to.url}/api/livekit/webhook`, {
      method: "POST",
      headers: {
        "content-type": "application/webhook+json",
        authorization: await signDelivery(body, this.livekit),
      },
      body,
    });
    await response.body?.cancel();
    return response.status;
  }

  /** A seat's row, as a replica reads it. */
  async seat(seatId: string, from: Replica = this.first): Promise<StoredSeat | null> {
    const row = (await from.rows("seat")).find(({ key }) => key[1] === seatId);
    return row ? storedSeatSchema.parse(row.value) : null;
  }

  /** Puts a user session into storage and its cookie into the person's browser, as the sign-in will. */
  async signIn(person: Person, userId: string, sessionId: string = crypto.randomUUID()) {
    const token = `user-${sessionId}`;
    const participantName = person.name;
    await this.first.tell({ do: "user-session", token, userId, sessionId, participantName });
    person.cookies.set("madang_user", token);
  }

  /** Ends the person's user session. */
  async signOut(person: Person, on: Replica = this.first) {
    const token = person.cookies.get("madang_user") ?? "";
    await on.tell({ do: "sign-out", token });
    person.cookies.delete("madang_user");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#participants.map((participant) => participant.kill()));
    await Promise.all(this.all.map((replica) => replica.close()));
    await this.livekit.kill();
    await this.livekit.stop();
    await this.webhookProxy.close();
    await this.#balancer.shutdown();
    await this.kv.stop();
  }
}

/** Starts everything, and waits until all replicas answer. */
export async function startReplicas(options: ReplicasOptions = {}): Promise<Replicas> {
  const { count = 2, hasRounds = true, hasStorage = true, env = {} } = options;
  const all: Replica[] = [];
  const balancer = startBalancer(all);
  const webhookProxy = startFaultProxy(`http://127.0.0.1:${balancer.addr.port}`);
  const [kv, livekit] = await Promise.all([
    startDenoKv(),
    startLiveKit({
      webhookUrls: [`${webhookProxy.url}/api/livekit/webhook`],
      ...options.livekit,
    }),
  ]);
  if (!hasStorage) await kv.kill();
  for (let index = 0; index < count; index++) {
    const kvProxy = startFaultProxy(kv.url);
    const apiProxy = startFaultProxy(livekit.apiUrl);
    const port = freeTcpPort();
    const launch = async () => {
      const child = new Child(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "tests/faults/replica.ts"],
        cwd: root,
        env: {
          LIVEKIT_URL: livekit.url,
          LIVEKIT_API_URL: apiProxy.url,
          LIVEKIT_API_KEY: livekit.apiKey,
          LIVEKIT_API_SECRET: livekit.apiSecret,
          KV_URL: kvProxy.url,
          DENO_KV_ACCESS_TOKEN: kv.accessToken,
          HOST: "127.0.0.1",
          PORT: String(port),
          REPLICA_ROUNDS: hasRounds ? "on" : "off",
          ...env,
        },
      });
      await waitUntilReady(child, "Listening on", { limitSeconds: 60 });
      return child;
    };
    all.push(new Replica(port, kvProxy, apiProxy, launch));
  }
  await Promise.all(all.map((replica) => replica.start()));
  return new Replicas({ kv, livekit, webhookProxy, balancer, all });
}

/** Requests go to the replicas in turn; one that is dead is passed over, as load balancers do. */
function startBalancer(all: readonly Replica[]): Deno.HttpServer<Deno.NetAddr> {
  let turn = 0;
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    for (let tried = 0; tried < all.length; tried++) {
      const replica = all[turn++ % all.length];
      if (replica.hasExited) continue;
      try {
        const { method, headers } = request;
        return await fetch(replica.url + pathname, { method, headers, body });
      } catch {
        // It died just now: the next one.
      }
    }
    return new Response(null, { status: 502 });
  });
}
