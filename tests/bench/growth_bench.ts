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
  testConfig,
  TestLiveKit,
} from "../fakes/test_services.ts";
import { testEndpoints } from "../fakes/test_server.ts";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { getMessages } from "../../lib/server/http/endpoints/messages.ts";
import { readPreJoinData } from "../../lib/server/http/pages/space_page_data.ts";
import { chatEntryKey, chatKey } from "../../lib/server/rows/chat_rows.ts";
import { median } from "./load.ts";

/** One row of the result: processor time in microseconds, by how much is stored. */
export interface Growth {
  readonly what: string;
  readonly costs: readonly { readonly size: number; readonly micros: number }[];
}

const writesPerCommit = 900;
const spaceSizes = [1, 1_000, 10_000];
const listenerSizes = [1, 100, 1_000];
const messageSizes = [1, 1_000, 100_000];

/** All rows; tokens with each of `stored` sessions and seats beside them. */
export async function measureGrowth(stored: readonly number[]): Promise<Growth[]> {
  const tokens: { size: number; micros: number }[] = [];
  for (const size of stored) {
    tokens.push({
      size,
      micros: await withServer((server) => tokenCost(server, size)),
    });
  }
  const rounds: { size: number; micros: number }[] = [];
  for (const size of spaceSizes) {
    rounds.push({ size, micros: await withServer((server) => roundCost(server, size)) });
  }
  const readings: { size: number; micros: number }[] = [];
  for (const size of spaceSizes) {
    readings.push({ size, micros: await withServer((server) => readingCost(server, size)) });
  }
  const changes: { size: number; micros: number }[] = [];
  for (const size of listenerSizes) {
    changes.push({ size, micros: await withServer((server) => changeCost(server, size)) });
  }
  const chats: ChatCost[] = [];
  for (const size of messageSizes) chats.push(await withServer((server) => chatCost(server, size)));
  const ofChats = (name: keyof ChatCost) =>
    chats.map((cost, at) => ({ size: messageSizes[at], micros: cost[name] }));
  return [
    { what: "A token request, by stored sessions and seats", costs: tokens },
    { what: "The reconciler's round, for each space with people", costs: rounds },
    { what: "Who is in one space, by spaces with people", costs: readings },
    { what: "A change of presence, for each listener of the space", costs: changes },
    { what: "A token request, by messages of its space", costs: ofChats("token") },
    { what: "The newest messages, by messages of the space", costs: ofChats("reading") },
    { what: "The page of a space, by its messages", costs: ofChats("page") },
  ];
}

interface Stage {
  readonly services: Services;
  readonly livekit: TestLiveKit;
  /** Milliseconds that the server's clock is ahead. */
  aheadMs: number;
}

async function withServer<Cost>(measure: (server: Stage) => Promise<Cost>): Promise<Cost> {
  const folder = await Deno.makeTempDir({ prefix: "madang-growth-" });
  const log = createLog({ level: "error", write: console.error, now: Date.now });
  const kv = await openKv(join(folder, "growth.kv"), log);
  try {
    const livekit = new TestLiveKit();
    const config = testConfig({ MADANG_RATE_LIMITS: "off" });
    const services = createServices({ config, kv, log }, {
      livekit,
      installation: fixedInstallation(),
      now: () => Date.now() + server.aheadMs,
    });
    const server: Stage = { services, livekit, aheadMs: 0 };
    return await measure(server);
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

interface ChatCost {
  readonly token: number;
  readonly reading: number;
  readonly page: number;
}

/** What a guest who is inside asks for, in a space with `size` messages. */
async function chatCost({ services, livekit }: Stage, size: number): Promise<ChatCost> {
  const chatId = "c".repeat(16);
  await fill(services, size, (seq) => [{
    type: "set",
    key: chatEntryKey("tea", chatId, seq),
    value: {
      type: "message",
      seq,
      at: services.now(),
      clientId: crypto.randomUUID(),
      principalId: "guest:lee",
      seatId: "seat_lee",
      participantName: "Lee",
      kind: "guest",
      role: "speaker",
      text: "A message of the usual length, as people write them.",
      deletedBy: null,
    },
  }]);
  const chat = { slug: "tea", chatId, lastSeq: size, emptySince: null };
  await services.kv.commit({
    checks: [],
    writes: [{ type: "set", key: chatKey("tea"), value: chat }],
  });
  const who = { roomName: "space-tea", participantName: "Kim", delivery: "body" };
  const made = await post(services, "/api/guest-sessions", who);
  const { sessionToken } = guestSessionAnswerSchema.parse(await made.json());
  const asked = { roomName: "space-tea", sessionToken };
  const inside = async () => {
    const answer = await post(services, "/api/livekit/token", asked);
    const { participantId } = tokenAnswerSchema.parse(await answer.json());
    const ref = parseIdentity(participantId);
    if (!ref) throw new Error(`A token for "${participantId}"`);
    livekit.rooms.set("space-tea", [connectionOf(ref.seatId, ref.generation)]);
  };
  const token = await costOf(50, inside);
  const headers = { authorization: `Bearer ${sessionToken}` };
  const reading = await costOf(50, async () => {
    const request = new Request("http://localhost:8000/api/spaces/tea/messages", { headers });
    const answer = await answerApi(request, { services, requestId: "growth" }, {
      GET: getMessages("tea"),
    });
    if (!answer.ok) throw new Error(`Answered with ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  });
  const page = await costOf(50, async () => {
    await readPreJoinData(new Request("http://localhost:8000/space/tea"), "tea", services);
  });
  return { token, reading, page };
}

/** One round over `size` spaces, each with one person who is inside. */
async function roundCost(server: Stage, size: number): Promise<number> {
  const { services } = server;
  await fillSpaces(server, size);
  return await costOf(1, () => {
    // A space that was looked at less than 4 s ago would be skipped.
    server.aheadMs += 60_000;
    return reconcileAll(services);
  }) / size;
}

/** The presence of one space, as its page reads it, beside `size` others. */
async function readingCost(server: Stage, size: number): Promise<number> {
  await fillSpaces(server, size);
  return await costOf(200, async () => void await readPresence(server.services.kv, "s1"));
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
  return answerApi(request, { services, requestId: "growth" }, testEndpoints[path]);
}
