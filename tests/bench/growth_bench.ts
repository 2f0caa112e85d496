/**
 * How the cost of one request, one round of the reconciler and one change of presence grows with what is stored: the endpoints in
 * this process, on a storage file, with a LiveKit of the tests, so that nothing else is in the figures.
 */
import { join } from "node:path";
import process from "node:process";
import { answerApi } from "../../lib/server/http/kit/api.ts";
import {
  guestSessionWrite,
  newGuestSession,
} from "../../lib/server/sessions/guest_session_rows.ts";
import { createLog } from "../../lib/server/base/log.ts";
import { createServices } from "../../lib/server/create_services.ts";
import { reconcileAll } from "../../lib/server/presence/reconcile_rounds.ts";
import { PresenceFeed } from "../../lib/server/presence/presence_feed.ts";
import { readPresence } from "../../lib/server/presence/presence.ts";
import { presenceWrites } from "../../lib/server/presence/presence_writes.ts";
import type { PresenceRow } from "../../lib/server/rows/presence_rows.ts";
import { newSeat } from "../../lib/server/seats/seats.ts";
import type { Services } from "../../lib/server/services.ts";
import { openKv } from "../../lib/server/storage/deno_kv.ts";
import type { KvWrite } from "../../lib/server/storage/kv_port.ts";
import {
  connectionOf,
  fixedInstallation,
  stageConfig,
  StageLiveKit,
} from "../fakes/presence_stage.ts";
import { stageEndpoints } from "../fakes/server_stage.ts";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { median } from "./load.ts";

/** One row of the result: processor time in microseconds, by how much is stored. */
export interface Growth {
  readonly what: string;
  readonly costs: readonly { readonly size: number; readonly micros: number }[];
}

const writesPerCommit = 900;
const spaceSizes = [1, 1_000, 10_000];
const listenerSizes = [1, 100, 1_000];

/** All rows; tokens with each of `stored` sessions and seats beside them. */
export async function measureGrowth(stored: readonly number[]): Promise<Growth[]> {
  const tokens: { size: number; micros: number }[] = [];
  for (const size of stored) {
    tokens.push({
      size,
      micros: await withStage((stage) => tokenCost(stage, size)),
    });
  }
  const rounds: { size: number; micros: number }[] = [];
  for (const size of spaceSizes) {
    rounds.push({ size, micros: await withStage((stage) => roundCost(stage, size)) });
  }
  const readings: { size: number; micros: number }[] = [];
  for (const size of spaceSizes) {
    readings.push({ size, micros: await withStage((stage) => readingCost(stage, size)) });
  }
  const changes: { size: number; micros: number }[] = [];
  for (const size of listenerSizes) {
    changes.push({ size, micros: await withStage((stage) => changeCost(stage, size)) });
  }
  return [
    { what: "A token request, by stored sessions and seats", costs: tokens },
    { what: "The reconciler's round, for each space with people", costs: rounds },
    { what: "Who is in one space, by spaces with people", costs: readings },
    { what: "A change of presence, for each listener of the space", costs: changes },
  ];
}

interface Stage {
  readonly services: Services;
  readonly livekit: StageLiveKit;
  /** Milliseconds that the server's clock is ahead. */
  aheadMs: number;
}

async function withStage(measure: (stage: Stage) => Promise<number>): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "madang-growth-" });
  const log = createLog({ level: "error", write: console.error, now: Date.now });
  const kv = await openKv(join(folder, "growth.kv"), log);
  try {
    const livekit = new StageLiveKit();
    const config = stageConfig({ MADANG_RATE_LIMITS: "off" });
    const services = createServices({ config, kv, log }, {
      livekit,
      installation: fixedInstallation(),
      now: () => Date.now() + stage.aheadMs,
    });
    const stage: Stage = { services, livekit, aheadMs: 0 };
    return await measure(stage);
  } finally {
    kv.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Tokens of one guest, one after another. */
async function tokenCost({ services }: Stage, size: number): Promise<number> {
  await fill(services, size, (at) => {
    const id = at.toString(16).padStart(32, "0");
    const now = services.now();
    const session = newGuestSession(
      { sessionId: id, slug: `s${at % 1000}`, participantName: "Guest" },
      now,
    );
    const owner = {
      seatId: `seat_${id}`,
      slug: `s${at % 1000}`,
      owner: `guest:${id}`,
      session: id,
    };
    const none = { key: ["seat_of", owner.slug, owner.owner], value: null, versionstamp: null };
    return [guestSessionWrite(session, now), ...newSeat(none, owner, now).writes];
  });
  const who = { roomName: "space-tea", participantName: "Kim", delivery: "body" };
  const made = await post(services, "/api/guest-sessions", who);
  const { sessionToken } = guestSessionAnswerSchema.parse(await made.json());
  const token = { roomName: "space-tea", sessionToken };
  return await costOf(50, async () => {
    const answer = await post(services, "/api/livekit/token", token);
    if (!answer.ok) throw new Error(`Answered with ${answer.status}`);
    await answer.body?.cancel();
  });
}

/** One round over `size` spaces, each with one person who is inside. */
async function roundCost(stage: Stage, size: number): Promise<number> {
  const { services } = stage;
  await fillSpaces(stage, size);
  return await costOf(1, () => {
    // A space that was looked at less than 4 s ago would be skipped.
    stage.aheadMs += 60_000;
    return reconcileAll(services);
  }) / size;
}

/** The presence of one space, as its page reads it, beside `size` others. */
async function readingCost(stage: Stage, size: number): Promise<number> {
  await fillSpaces(stage, size);
  return await costOf(200, async () => void await readPresence(stage.services.kv, "s1"));
}

/** `size` spaces, each with one person who is inside. */
async function fillSpaces({ services, livekit }: Stage, size: number): Promise<void> {
  await fill(services, size, (at) => {
    const seatId = `seat_${at.toString(16).padStart(32, "0")}`;
    const slug = `s${at}`;
    const connection = connectionOf(seatId, 1);
    livekit.rooms.set(`space-${slug}`, [connection]);
    const owner = { seatId, slug, owner: `guest:${at}`, session: String(at) };
    const none = { key: ["seat_of", slug, owner.owner], value: null, versionstamp: null };
    const row = insideRow(seatId, connection.sid, connection.joinedAtMs);
    return [...newSeat(none, owner, services.now()).writes, ...presenceWrites(slug, [row], "1")];
  });
}

/** One change of a space with ten inside, until each of `size` listeners was told. */
async function changeCost({ services }: Stage, size: number): Promise<number> {
  const { kv } = services;
  const feed = new PresenceFeed(kv);
  const told: PromiseWithResolvers<void>[] = [];
  for (let listener = 0; listener < size; listener++) {
    feed.listen("tea", {
      onReading: ({ version }) => (version !== "0") && told[listener]?.resolve(),
      onClose: () => {},
    });
  }
  let changes = 0;
  const micros = await costOf(20, async () => {
    const seatId = `seat_${(changes++ % 10).toString(16).padStart(32, "0")}`;
    const row = insideRow(seatId, `PA_${seatId}`, changes);
    for (let listener = 0; listener < size; listener++) told[listener] = Promise.withResolvers();
    await kv.commit({ checks: [], writes: presenceWrites("tea", [row], String(changes)) });
    await Promise.all(told.map(({ promise }) => promise));
  });
  feed.close();
  return micros / size;
}

function insideRow(seatId: string, sid: string, joinedAtMs: number): PresenceRow {
  return {
    sid,
    seatId,
    generation: 1,
    participantName: "Kim",
    kind: "guest",
    joinedAtMs,
    leftAtMs: null,
    toldBy: "webhook",
  };
}

async function fill({ kv }: Services, size: number, rowsOf: (at: number) => readonly KvWrite[]) {
  let writes: KvWrite[] = [];
  for (let at = 1; at <= size; at++) {
    writes.push(...rowsOf(at));
    if (writes.length < writesPerCommit && at < size) continue;
    await kv.commit({ checks: [], writes });
    writes = [];
  }
}

/** Processor time of this process, storage's thread included: the median of five, in microseconds. */
async function costOf(times: number, work: () => Promise<void>): Promise<number> {
  await work();
  const costs: number[] = [];
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time++) await work();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / times);
  }
  return median(costs);
}

function post(services: Services, path: string, body: unknown): Promise<Response> {
  const request = new Request(`http://localhost:8000${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answerApi(request, { services, requestId: "growth" }, stageEndpoints[path]);
}
