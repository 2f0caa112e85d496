/** A large call: chat to everybody inside, and what one page has to do with 50 pictures and 300 people who listen. */
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { type App, startApp } from "../../toolchain/app.ts";
import { Child } from "../../toolchain/child.ts";
import { launchChromium } from "../../toolchain/chromium.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { postedMessageSchema } from "../../lib/contract/chat.ts";
import {
  type MemberCommand,
  memberLinePrefix,
  type MemberNews,
  memberNewsSchema,
} from "./call_protocol.ts";
import { median, quantile } from "./load.ts";
import { openSeat, type Seated } from "./token_bench.ts";

/** More rooms in one process, and the SDK's events stop coming. */
const membersPerProcess = 8;
/** Those who only have to be inside need no events. */
const silentPerProcess = 25;
/** So many of those with a picture have a microphone too; a hundred of them would measure the machine. */
const mostSpeakers = 4;
const joinsAtOnce = 6;
const joinLimitMs = 240_000;

/** One line of the result. */
export interface CallRow {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
}

interface CallSize {
  readonly pictures: number;
  readonly listeners: number;
  /** How often another speaks, and half as often the page is turned; default 20. */
  readonly rounds?: number;
  /** So long those who listen join, and those with a picture; who is inside then is measured. Absent: until all are. */
  readonly limitMs?: number;
}

/** All lines: chat with 50 inside, then a page among `pictures` and `listeners`. */
export async function measureCall(size: CallSize): Promise<CallRow[]> {
  return await withApp(async (app) => {
    const rows = await measureChat(app, 50);
    await using crowd = new Crowd(app, membersPerProcess);
    return [...rows, ...await measurePage(app, crowd, size)];
  });
}

/** The lines of the page alone, among as many as this machine can hold. */
export async function measureCrowd(size: CallSize): Promise<CallRow[]> {
  return await withApp(async (app) => {
    await using crowd = new Crowd(app, silentPerProcess);
    return await measurePage(app, crowd, size);
  });
}

async function withApp(measure: (app: App) => Promise<CallRow[]>): Promise<CallRow[]> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "madang-bench-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const port = freeTcpPort();
  const liveKit = await startLiveKit({
    webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
    logFile: join(folder, "livekit.log"),
  });
  stack.defer(() => liveKit.stop());
  const app = await startApp({
    liveKit,
    port,
    kvUrl: join(folder, "app.kv"),
    env: { MADANG_RATE_LIMITS: "off", MADANG_SPACE_CAPACITY: "1000" },
  });
  stack.defer(() => app.stop());
  return await measure(app);
}

/** Participants in processes of a few. */
export class Crowd implements AsyncDisposable {
  readonly #app: App;
  readonly #perProcess: number;
  readonly #children = new Map<string, Child>();
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();
  readonly seats: Seated[] = [];
  onChat: (seq: number, at: number) => void = () => {};

  /** `perProcess`: of those who only listen. */
  constructor(app: App, perProcess: number) {
    this.#app = app;
    this.#perProcess = perProcess;
  }

  /** Joins `count` more, some at a time, and answers the numbers of those who are inside; no more of them once `limitMs` are over. */
  async join(
    roomName: string,
    count: number,
    sends: boolean,
    limitMs = Infinity,
  ): Promise<number[]> {
    const began = performance.now();
    const inside: number[] = [];
    const ids = Array.from({ length: count }, (_, at) => this.seats.length + at);
    for (let at = 0; at < count && performance.now() - began < limitMs; at += joinsAtOnce) {
      const some = ids.slice(at, at + joinsAtOnce);
      const seats = await Promise.all(
        some.map((id) => openSeat(this.#app.url, roomName, `${sends ? "Person" : "Guest"} ${id}`)),
      );
      this.seats.push(...seats);
      const entering = await Promise.allSettled(
        some.map((id) => this.#enter(id, sends, sends && id - ids[0] < mostSpeakers)),
      );
      // A machine that is busy with the others may keep one out.
      const failed = entering.find((one) => one.status === "rejected");
      if (failed && limitMs === Infinity) throw failed.reason;
      inside.push(...some.filter((_, one) => entering[one].status === "fulfilled"));
      if (at % 60 === 0) console.error(`${this.seats.length} are in ${roomName}`);
    }
    return inside;
  }

  speak(id: number, isLoud: boolean): Promise<void> {
    return this.#tell({ do: "speak", id, isLoud }, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.kill()));
  }

  async #enter(id: number, sends: boolean, speaks: boolean): Promise<void> {
    const inside = Promise.withResolvers<void>();
    this.#waiting.set(id, inside);
    const { url, token } = this.seats[id];
    await this.#tell({ do: "join", id, url, token, sends, speaks }, sends);
    const timer = setTimeout(() => inside.reject(new Error(`${id} is not inside`)), joinLimitMs);
    await inside.promise.finally(() => clearTimeout(timer));
  }

  async #tell(command: MemberCommand, sends: boolean): Promise<void> {
    const size = sends ? membersPerProcess : this.#perProcess;
    const key = `${sends} ${Math.floor(command.id / size)}`;
    const child = this.#children.getOrInsertComputed(key, () => this.#launch());
    await child.write(`${JSON.stringify(command)}\n`);
  }

  #launch(): Child {
    let line = "";
    return new Child(Deno.execPath(), {
      args: ["run", "-A", "--no-check", join(import.meta.dirname ?? "", "call_members.ts")],
      hasInput: true,
      onOutput: (text) => {
        const lines = (line + text).split("\n");
        line = lines.pop() ?? "";
        for (const each of lines) {
          if (!each.startsWith(memberLinePrefix)) continue;
          this.#hear(memberNewsSchema.parse(JSON.parse(each.slice(memberLinePrefix.length))));
        }
      },
    });
  }

  #hear({ id, error, seq, at }: MemberNews): void {
    if (error !== undefined) this.#waiting.get(id)?.reject(new Error(error));
    else if (seq !== undefined) this.onChat(seq, at ?? 0);
    else this.#waiting.get(id)?.resolve();
  }
}

/** From the request on until the last of those inside has the message. */
async function measureChat(app: App, listeners: number): Promise<CallRow[]> {
  await using crowd = new Crowd(app, membersPerProcess);
  const roomName = "space-chat";
  await crowd.join(roomName, listeners, false);
  const writer = crowd.seats[0].sessionToken;
  const took: number[] = [];
  for (let round = 0; round < 70; round++) {
    const got: number[] = [];
    const last = Promise.withResolvers<void>();
    const early: { seq: number; at: number }[] = [];
    let own: number | null = null;
    const note = (seq: number, at: number) => {
      if (own === null) return void early.push({ seq, at });
      if (seq !== own) return;
      got.push(at);
      if (got.length === listeners) last.resolve();
    };
    crowd.onChat = note;
    const began = performance.timeOrigin + performance.now();
    const answer = await fetch(`${app.url}/api/spaces/chat/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${writer}` },
      body: JSON.stringify({ text: `Message ${round}`, clientId: crypto.randomUUID() }),
    });
    if (!answer.ok) throw new Error(`Chat answered with ${answer.status}: ${await answer.text()}`);
    own = postedMessageSchema.parse(await answer.json()).message.seq;
    for (const { seq, at } of early) note(seq, at);
    await last.promise;
    // The first ones warm up.
    if (round >= 10) took.push(Math.max(...got) - began);
  }
  crowd.onChat = () => {};
  return [{
    what: `A message, from its request until the last of ${listeners} has it`,
    measured: `${median(took).toFixed(0)} ms, 95 of 100 within ${
      quantile(took, 0.95).toFixed(0)
    } ms`,
    target: "95 of 100 within 50 ms",
  }];
}

declare global {
  var peers: RTCPeerConnection[];
  /** The seats' tiles in which something changed. */
  var changedTiles: Set<string>;
}

async function measurePage(
  app: App,
  crowd: Crowd,
  { pictures: asked, listeners: askedToListen, rounds = 20, limitMs }: CallSize,
): Promise<CallRow[]> {
  const roomName = "space-large";
  // Pictures last: each is work for this machine as long as it is sent.
  const { length: listeners } = await crowd.join(roomName, askedToListen, false, limitMs);
  const speakers = await crowd.join(roomName, asked, true, limitMs);
  const pictures = speakers.length;
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({
      locale: "en-GB",
      viewport: { width: 900, height: 600 },
    });
    await context.addInitScript(watchPeers);
    await context.addInitScript(() =>
      localStorage.setItem("madang.layout", JSON.stringify({ version: 1, choice: "grid" }))
    );
    const page = await context.newPage();
    await page.goto(`${app.url}/space/large`);
    await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
    const clicked = performance.now();
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("button", { name: "Leave" }).waitFor({ timeout: 120_000 });
    const inside = performance.now() - clicked;
    await untilPictures(page);
    const shown = performance.now() - clicked;
    await page.waitForTimeout(5000);
    const first = await videoOf(page);
    const session = await context.newCDPSession(page);
    const before = await heapOf(session);

    // One after another speaks: the tiles that change, by the page that is open.
    const changed: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const id = speakers[round % 4];
      await page.evaluate(watchTiles);
      await crowd.speak(id, true);
      await page.waitForTimeout(1500);
      changed.push(await page.evaluate(() => globalThis.changedTiles.size));
      await crowd.speak(id, false);
      await page.waitForTimeout(1500);
    }

    const turns: number[] = [];
    for (let turn = 0; turn < rounds / 2; turn++) {
      const way = turn % 2 === 0 ? "Next people" : "Previous people";
      const began = performance.now();
      await page.getByRole("button", { name: way }).click();
      await untilPictures(page);
      turns.push(performance.now() - began);
      await page.waitForTimeout(3000);
    }
    const subscribing: number[] = [];
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("button", { name: "Receive less" }).click();
    await page.getByRole("radio", { name: /^Sound only/ }).check();
    await page.getByRole("button", { name: "Done", exact: true }).click();
    for (let each = 0; each < 8; each++) {
      const bring = page.getByRole("button", { name: /^Show video of/ });
      const left = await bring.count();
      const began = performance.now();
      await bring.first().click();
      await page.waitForFunction((left) => {
        const videos = [...document.querySelectorAll<HTMLVideoElement>(".tiles video")];
        return document.querySelectorAll(".tile-not-received button").length < left &&
          videos.length > 0 && videos.every(({ videoWidth }) => videoWidth > 0);
      }, left);
      subscribing.push(performance.now() - began);
      await page.waitForTimeout(500);
    }
    await page.keyboard.press("p");
    await page.locator(".people-row").first().waitFor();
    const rows = await page.locator(".people-row").count();
    await page.keyboard.press("Escape");
    const after = await heapOf(session);
    const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    return [
      {
        what: `Click on *Join* until inside, with ${pictures} pictures and ${listeners} who listen`,
        measured: `${(inside / 1000).toFixed(1)} s, all pictures of the page after ${
          (shown / 1000).toFixed(1)
        } s`,
        target: "—",
      },
      {
        what: "Pictures received, of those that are sent",
        measured:
          `${first.flowing} of ${first.subscribed} subscribed, ${first.elements} on the page; ${
            first.kilobits.toFixed(0)
          } kbit/s in all`,
        target: "those on the page",
      },
      {
        what: "Tiles that change when another speaks",
        measured: `${median(changed)}, at most ${Math.max(...changed)}`,
        target: "2: the one who spoke, and the one who speaks",
      },
      {
        what: "A turn of the page until all its pictures move",
        measured: `${median(turns).toFixed(0)} ms`,
        target: "—",
      },
      {
        what: "One picture that was not subscribed, from its click until it moves",
        measured: `${median(subscribing).toFixed(0)} ms`,
        target: "—",
      },
      {
        what: "Rows of the list of people in the document",
        measured: `${rows} of ${pictures + listeners + 1}`,
        target: "those in sight, and some",
      },
      {
        what: `Memory of the page's scripts, before and after ${rounds} speakers and ${
          rounds / 2
        } turns`,
        measured: `${before.toFixed(1)} and ${after.toFixed(1)} MB, ${nodes} elements`,
        target: "flat",
      },
    ];
  } finally {
    await browser.close();
  }
}

/** Runs in the page before anything of ours. */
function watchPeers(): void {
  globalThis.peers = [];
  const Own = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Own {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      globalThis.peers.push(this);
    }
  };
}

/** Runs in the page. */
function watchTiles(): void {
  const changed = globalThis.changedTiles = new Set<string>();
  const list = document.querySelector(".tiles-list");
  if (!list) throw new Error("There are no tiles");
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      changed.add(element?.closest(".tile")?.getAttribute("aria-label") ?? "");
    }
  }).observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
}

/** Until every picture of the page has come. */
async function untilPictures(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const videos = [...document.querySelectorAll<HTMLVideoElement>(".tiles video")];
      return videos.length > 0 && videos.every(({ videoWidth }) => videoWidth > 0);
    },
    null,
    { timeout: 60_000 },
  );
}

/** The pictures that are subscribed, those of them that come, and those that are on the page. */
function videoOf(page: Page) {
  return page.evaluate(async () => {
    const bytes = async () => {
      const all = new Map<string, number>();
      for (const peer of globalThis.peers) {
        for (const [id, stats] of await peer.getStats()) {
          if (stats.type === "inbound-rtp" && stats.kind === "video") {
            all.set(id, stats.bytesReceived);
          }
        }
      }
      return all;
    };
    const before = await bytes();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const after = await bytes();
    const flowing = [...after].filter(([id, now]) => now > (before.get(id) ?? 0)).length;
    const subscribed = globalThis.peers.flatMap((peer) => peer.getReceivers())
      .filter(({ track }) => track.kind === "video" && track.readyState === "live").length;
    const kilobits = [...after].reduce((sum, [id, now]) => sum + now - (before.get(id) ?? 0), 0) *
      8 / 3000;
    return {
      kilobits,
      flowing,
      subscribed,
      elements: document.querySelectorAll(".tiles video").length,
    };
  });
}

/** Megabytes, after a collection. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
