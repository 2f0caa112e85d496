/** A server's services on a KV in memory and a LiveKit that holds what it is told, for tests of events and presence. */
import { identityOf } from "../../lib/contract/participant.ts";
import { rememberedTables } from "../../lib/server/rows/remembered_rows.ts";
import { type Config, parseConfig } from "../../lib/server/config/config.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import { seatKey } from "../../lib/server/rows/kv_keys.ts";
import type { KvPort } from "../../lib/server/storage/kv_port.ts";
import type { Installation } from "../../lib/server/livekit/installation.ts";
import type {
  LiveKitPort,
  LiveParticipant,
  ParticipantChange,
} from "../../lib/server/livekit/livekit_port.ts";
import { createLog } from "../../lib/server/base/log.ts";
import { newSeat, seatAfterMint } from "../../lib/server/seats/seats.ts";
import type { Services } from "../../lib/server/services.ts";
import type { WebhookEvent } from "../../lib/server/livekit/webhook_receiver.ts";

export const testKeys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };

export function testConfig(environment: Record<string, string> = {}): Config {
  return parseConfig({
    LIVEKIT_URL: "ws://localhost:7880",
    LIVEKIT_API_KEY: testKeys.apiKey,
    LIVEKIT_API_SECRET: testKeys.apiSecret,
    ...environment,
  });
}

/** LiveKit's rooms, and what was asked of them. */
export class TestLiveKit implements LiveKitPort {
  readonly rooms = new Map<string, LiveParticipant[]>();
  readonly metadata = new Map<string, string>();
  readonly removed: string[] = [];
  readonly updated: string[] = [];
  readonly muted: string[] = [];
  readonly sent: string[] = [];
  /** Runs while a list is on its way: what happens then is newer than the list. */
  onListed: () => Promise<void> = () => Promise.resolve();
  failure: Error | null = null;
  lists = 0;

  async listParticipants(roomName: string): Promise<LiveParticipant[]> {
    if (this.failure) throw this.failure;
    this.lists++;
    const listed = [...this.rooms.get(roomName) ?? []];
    await this.onListed();
    return listed;
  }

  removeParticipant(roomName: string, identity: string): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.removed.push(identity);
    const left = (this.rooms.get(roomName) ?? []).filter((other) => other.identity !== identity);
    this.rooms.set(roomName, left);
    return Promise.resolve();
  }

  listRoomNames(): Promise<string[]> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve([...this.rooms.keys()]);
  }

  updateParticipant(roomName: string, identity: string, change: ParticipantChange): Promise<void> {
    return this.#done(() => {
      this.updated.push(identity);
      const participants = (this.rooms.get(roomName) ?? []).map((one) => {
        if (one.identity !== identity) return one;
        const publishSources = change.publishSources ?? one.publishSources;
        return {
          ...one,
          attributes: { ...one.attributes, ...change.attributes },
          publishSources,
          tracks: one.tracks.filter(({ source }) => source && publishSources.includes(source)),
        };
      });
      this.rooms.set(roomName, participants);
    });
  }

  muteTrack(_roomName: string, _identity: string, trackSid: string): Promise<void> {
    return this.#done(() => this.muted.push(trackSid));
  }

  readRoomMetadata(roomName: string): Promise<string | null> {
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve(this.rooms.has(roomName) ? this.metadata.get(roomName) ?? "" : null);
  }

  setRoomMetadata(roomName: string, metadata: string): Promise<void> {
    return this.#done(() => this.metadata.set(roomName, metadata));
  }

  deleteRoom(roomName: string): Promise<void> {
    return this.#done(() => this.rooms.delete(roomName));
  }

  sendData(
    _roomName: string,
    identity: string | null,
    topic: string,
    data: Uint8Array,
  ): Promise<void> {
    const text = new TextDecoder().decode(data);
    return this.#done(() => this.sent.push(`${identity} ${topic} ${text}`));
  }

  #done(effect: () => unknown): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    effect();
    return Promise.resolve();
  }
}

/** What `connectionOf` has in its token. */
export const testInstallationId = "inst_of_the_test";

/** An installation of which nothing has to be stored. */
export function fixedInstallation(id = testInstallationId): Installation {
  return {
    id: () => Promise.resolve(id),
    refresh: () => Promise.resolve(),
    reportForeign: () => {},
  };
}

export interface TestServices extends AsyncDisposable {
  readonly services: Services;
  readonly kv: KvPort;
  readonly livekit: TestLiveKit;
  /** The time of every part; moved by tests. */
  now: number;
  /** A seat of which `generations` tokens were minted, all by one session. */
  seat(generations?: number): Promise<string>;
}

let seats = 0;

export async function openTestServices(replaced: Partial<Services> = {}): Promise<TestServices> {
  const log = createLog({ level: "error", write: () => {}, now: Date.now });
  const kv = replaced.kv ?? await openKv(":memory:", log, rememberedTables);
  const livekit = new TestLiveKit();
  const config = replaced.config ?? testConfig();
  const services = createServices({ config, kv, log }, {
    livekit,
    installation: fixedInstallation(),
    now: () => server.now,
    ...replaced,
  });
  const server: TestServices = {
    services,
    kv,
    livekit,
    now: Date.UTC(2026, 10, 23),
    async seat(generations = 1) {
      const seatId = `seat_${(++seats).toString(16).padStart(32, "0")}`;
      const owner = { seatId, slug: "tea", owner: `guest:${seatId}`, session: "s1" };
      const none = { key: ["seat_of", "tea", owner.owner], value: null, versionstamp: null };
      let change = newSeat(none, owner, server.now);
      await kv.commit(change);
      for (let minted = 1; minted < generations; minted++) {
        const { versionstamp } = await kv.get(seatKey(seatId));
        change = seatAfterMint({ seat: change.seat, versionstamp }, "s1", server.now);
        await kv.commit(change);
      }
      return seatId;
    },
    [Symbol.asyncDispose]() {
      kv.close();
      return Promise.resolve();
    },
  };
  return server;
}

let events = 0;

/** One connection of generation `generation` of a seat, as LiveKit knows it. */
export function connectionOf(
  seatId: string,
  generation: number,
  joinedAtMs = Date.UTC(2026, 10, 23) + generation * 1000,
): LiveParticipant {
  return {
    sid: `PA_${seatId.slice(-4)}_${generation}_${joinedAtMs % 100_000}`,
    identity: identityOf(seatId, generation),
    name: "Kim",
    joinedAtMs,
    attributes: { "madang.kind": "guest", "madang.installation": testInstallationId },
    isActive: true,
    publishSources: ["microphone", "camera", "screen_share", "screen_share_audio"],
    tracks: [],
  };
}

/** An event of LiveKit about a connection. */
export function eventOf(
  type: string,
  participant: LiveParticipant | null,
  more: Partial<WebhookEvent> = {},
): WebhookEvent {
  return {
    id: `EV_${++events}`,
    type,
    roomName: "space-tea",
    createdAtMs: participant ? Math.floor(participant.joinedAtMs / 1000) * 1000 : 0,
    participant,
    track: null,
    ...more,
  };
}

/** A port whose methods can be replaced one by one. */
export function portOf(kv: KvPort): KvPort {
  return {
    get: (key) => kv.get(key),
    getMany: (keys) => kv.getMany(keys),
    recall: (keys) => kv.recall(keys),
    commit: (commit) => kv.commit(commit),
    list: (prefix, limit, range) => kv.list(prefix, limit, range),
    watch: (keys, changed) => kv.watch(keys, changed),
    close: () => kv.close(),
  };
}

/** Storage to which `work` comes before the first commit, after all that this one turns on was read. */
export function overtakenBy(kv: KvPort, work: () => Promise<void>): KvPort {
  let isFirst = true;
  return {
    ...portOf(kv),
    async commit(commit) {
      if (isFirst) {
        isFirst = false;
        await work();
      }
      return await kv.commit(commit);
    },
  };
}
