/** 200 newcomers of one space at the same moment: who gets in, and when the last one is answered. */
import { join } from "node:path";
import { type App, startApp } from "../../toolchain/app.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import type { LiveKitServer } from "../../toolchain/livekit.ts";
import { median } from "./load.ts";
import { openSession, post } from "./token_bench.ts";

const newcomers = 200;
const rounds = 5;

/** Their answers, over all rounds. */
export interface NewcomerFigures {
  readonly where: string;
  readonly capacity: number;
  /** Those who got in, of each round. */
  readonly admitted: readonly number[];
  /** Answers that were neither a token nor `space-full`. */
  readonly others: number;
  /** Milliseconds until the last answer: the median of the rounds. */
  readonly lastMs: number;
}

export async function measureNewcomers(
  liveKit: LiveKitServer,
): Promise<NewcomerFigures[]> {
  const figures: NewcomerFigures[] = [];
  for (const capacity of [50, 500]) {
    figures.push(await onFile(liveKit, capacity), await onKvServer(liveKit, capacity));
  }
  return figures;
}

async function onFile(liveKit: LiveKitServer, capacity: number): Promise<NewcomerFigures> {
  const folder = await Deno.makeTempDir({ prefix: "madang-bench-" });
  const app = await startApp({
    liveKit,
    kvUrl: join(folder, "app.kv"),
    env: environmentOf(capacity),
  });
  try {
    return await figuresOf("one process, file", capacity, [app]);
  } finally {
    await app.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

async function onKvServer(liveKit: LiveKitServer, capacity: number): Promise<NewcomerFigures> {
  await using stack = new AsyncDisposableStack();
  const kv = await startDenoKv();
  stack.defer(() => kv.stop());
  const env = { ...environmentOf(capacity), DENO_KV_ACCESS_TOKEN: kv.accessToken };
  const apps: App[] = [];
  for (let count = 0; count < 2; count++) {
    const app = await startApp({ liveKit, kvUrl: kv.url, env });
    stack.defer(() => app.stop());
    apps.push(app);
  }
  return await figuresOf("two processes, denokv", capacity, apps);
}

function environmentOf(capacity: number): Record<string, string> {
  return { MADANG_RATE_LIMITS: "off", MADANG_SPACE_CAPACITY: String(capacity) };
}

async function figuresOf(
  where: string,
  capacity: number,
  apps: readonly App[],
): Promise<NewcomerFigures> {
  const admitted: number[] = [];
  const last: number[] = [];
  let others = 0;
  // The first round is not counted.
  for (let round = 0; round <= rounds; round++) {
    const roomName = `space-newcomers-${round}`;
    const people: { readonly url: string; readonly sessionToken: string }[] = [];
    // One after another: only the token requests are measured, and come at once.
    for (let index = 0; index < newcomers; index++) {
      const { url } = apps[index % apps.length];
      people.push({ url, sessionToken: await openSession(url, roomName, `Guest ${index}`) });
    }
    const began = performance.now();
    const answers = await Promise.all(people.map(async ({ url, sessionToken }) => {
      const answer = await post(`${url}/api/livekit/token`, { roomName, sessionToken });
      return answer.status === 200 ? "in" : String((await answer.json()).code);
    }));
    const tookMs = performance.now() - began;
    others += answers.filter((one) => one !== "in" && one !== "space-full").length;
    if (round === 0) continue;
    admitted.push(answers.filter((one) => one === "in").length);
    last.push(tookMs);
  }
  return { where, capacity, admitted, others, lastMs: median(last) };
}
