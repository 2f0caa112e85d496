/** One process of the server: the real endpoints over the fake parts, that can be killed at any moment. */
import { rememberedTables } from "../../lib/server/rows/remembered_rows.ts";
import type { Config } from "../../lib/server/config/config.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { DenoKv } from "../../lib/server/storage/deno_kv.ts";
import { answerApi, type EndpointsByMethod } from "../../lib/server/http/kit/api.ts";
import { postDeparture, postLeave } from "../../lib/server/http/endpoints/departure.ts";
import {
  deleteOwnGuestSession,
  postGuestSession,
} from "../../lib/server/http/endpoints/guest_sessions.ts";
import { postToken } from "../../lib/server/http/endpoints/token.ts";
import { deleteUserSession } from "../../lib/server/http/endpoints/user_sessions.ts";
import { jsonResponse } from "../../lib/server/http/kit/endpoint.ts";
import { readPreJoinData } from "../../lib/server/http/pages/space_page_data.ts";
import { receiveWebhook } from "../../lib/server/http/endpoints/webhook.ts";
import { KvConnection } from "../../lib/server/storage/kv_connection.ts";
import { createLog } from "../../lib/server/base/log.ts";
import {
  type ReconcileRounds,
  startReconcileRounds,
} from "../../lib/server/presence/reconcile_rounds.ts";
import type { Services } from "../../lib/server/services.ts";
import { spaceEndpoints } from "../fakes/space_endpoints.ts";
import { apiOfLiveKit } from "./api_of_livekit.ts";
import type { FakeConnection, FakeLiveKit } from "./fake_livekit.ts";
import type { FakeKvConnection } from "./fake_kv_connection.ts";
import type { FakeKvServer } from "./fake_kv_server.ts";
import { ownedSlug } from "./rights.ts";
import type { Random } from "./random.ts";
import type { Timeline } from "./timeline.ts";
import type { Weather } from "./weather.ts";

/** The parts that all replicas share. */
export interface Surroundings {
  readonly config: Config;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly weather: Weather;
  readonly kv: FakeKvServer;
  readonly livekit: FakeLiveKit;
  readonly onRemoval: (connection: FakeConnection) => void;
  readonly onArrival: (identity: string) => void;
  readonly onLog: (line: string) => void;
}

const endpoints: Record<string, EndpointsByMethod> = {
  [`/space/${ownedSlug}`]: {
    GET: async (request, services) =>
      jsonResponse(await readPreJoinData(request, ownedSlug, services)),
  },
  "/api/guest-sessions": { POST: postGuestSession },
  "/api/guest-sessions/me": { DELETE: deleteOwnGuestSession },
  "/api/user-sessions/me": { DELETE: deleteUserSession("me") },
  "/api/livekit/token": { POST: postToken },
  "/api/livekit/departure": { POST: postDeparture },
  "/api/livekit/leave": { POST: postLeave },
  "/api/livekit/webhook": { POST: receiveWebhook },
};

function endpointsAt(path: string): EndpointsByMethod {
  return spaceEndpoints(path) ?? endpoints[path] ?? {};
}

export class Replica {
  /** By how much its clock is ahead of the true one. */
  clockOffsetMs = 0;
  readonly #around: Surroundings;
  readonly #connections: FakeKvConnection[] = [];
  /** Ends every request that is under way, as a broken connection. */
  #died = Promise.withResolvers<null>();
  #process: { readonly services: Services; readonly rounds: ReconcileRounds } | null = null;
  #processes = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get isUp(): boolean {
    return this.#process !== null;
  }

  /** The services of the running process. */
  get services(): Services {
    if (!this.#process) throw new Error("This replica is down");
    return this.#process.services;
  }

  async start(): Promise<void> {
    const { config, timeline, weather, kv: server, livekit, random } = this.#around;
    const name = ++this.#processes;
    this.#died = Promise.withResolvers();
    const now = () => Math.floor(timeline.now + this.clockOffsetMs);
    const log = createLog({ level: "warn", write: this.#around.onLog, now });
    const open = async () => {
      const opened = await server.open();
      this.#connections.push(opened);
      return opened;
    };
    const connection = new KvConnection({ open, isRemote: true, log });
    await connection.start();
    const kv = new DenoKv({ connection, maxChecks: 10, maxInFlight: 8, log, rememberedTables });
    const services = createServices({ config, kv, log }, {
      now,
      randomBytes: (length) => random.bytes(length),
      livekit: apiOfLiveKit({
        livekit,
        timeline,
        weather,
        isAlive: () => this.#processes === name && this.isUp,
        onRemoval: this.#around.onRemoval,
        onArrival: this.#around.onArrival,
      }),
    });
    this.#process = {
      services,
      rounds: { requestReconcile: () => {}, stop: () => Promise.resolve() },
    };
    const rounds = startReconcileRounds(services);
    this.#process = {
      services: { ...services, requestReconcile: rounds.requestReconcile },
      rounds,
    };
  }

  /** `kill -9`: requests under way are never answered; calls that were sent may still take effect. */
  kill(): void {
    for (const connection of this.#connections.splice(0)) connection.kill();
    this.#process?.rounds.stop();
    this.#process = null;
    this.#died.resolve(null);
  }

  /** The answer; `null` where the connection breaks, or cannot be made. */
  async send(request: Request): Promise<Response | null> {
    const path = new URL(request.url).pathname;
    return await this.run((services) =>
      answerApi(request, { services, requestId: "request" }, endpointsAt(path))
    );
  }

  /** Work of the running process; `null` where it dies meanwhile. */
  async run<Value>(work: (services: Services) => Promise<Value>): Promise<Value | null> {
    if (!this.#process) return null;
    return await Promise.race([work(this.#process.services), this.#died.promise]);
  }
}
