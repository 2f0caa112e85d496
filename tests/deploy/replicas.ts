/**
 * `deno task test:deploy replicas`: the processes of deploy/compose.replicas.yaml, wired alike: two replicas of the built app
 * behind Caddy (deploy/Caddyfile), denokv, Redis and LiveKit. Two browsers, each let in by another replica, meet; one replica
 * is drained and stopped, later the other one is killed; the call goes on, and newcomers are let in.
 */
import type { Browser, Page } from "playwright-core";
import { type App, startApp } from "../../toolchain/app.ts";
import { launchChromium } from "../../toolchain/chromium.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { join, seesPeople } from "../e2e/people.ts";
import { eventually } from "../e2e/eventually.ts";
import { joinSpace } from "../doctor/join_space.ts";
import { presenceSchema } from "../../lib/contract/presence.ts";
import { caddyPorts, startCaddy } from "./caddy.ts";
import { startRedis } from "./redis.ts";

/** Runs it; each step that was seen is a line. @throws {Error} for the first that was not. */
export async function checkReplicas(seen: (line: string) => void): Promise<void> {
  await using all = new AsyncDisposableStack();
  const ports = caddyPorts();
  const kv = await startDenoKv();
  all.defer(() => kv.stop());
  const redis = all.use(await startRedis());
  const livekit = await startLiveKit({
    // By Caddy, as compose.yaml has it.
    webhookUrls: [`http://127.0.0.1:${ports.local}/api/livekit/webhook`],
    overrides: { redis: { address: redis.address } },
  });
  all.defer(() => livekit.stop());
  const replicas: App[] = [];
  for (const port of [freeTcpPort(), freeTcpPort()]) {
    const app = await startApp({
      liveKit: { ...livekit, url: `ws://127.0.0.1:${ports.liveKit}` },
      kvUrl: kv.url,
      port,
      env: {
        DENO_KV_ACCESS_TOKEN: kv.accessToken,
        LIVEKIT_API_URL: livekit.apiUrl,
        PUBLIC_URL: `http://127.0.0.1:${ports.app}`,
        TRUST_PROXY: "1",
      },
    });
    all.defer(() => app.stop());
    replicas.push(app);
  }
  const [first, second] = replicas;
  const caddy = all.use(
    await startCaddy({
      ports,
      replicas: replicas.map(({ port }) => port),
      liveKitPort: livekit.port,
    }),
  );
  const answer = await fetch(`${caddy.appUrl}/api/ready`, {
    headers: { "x-request-id": "chosen-by-the-client" },
  });
  await answer.body?.cancel();
  const requestId = answer.headers.get("x-request-id") ?? "";
  if (!/^[\da-f-]{36}$/.test(requestId)) throw new Error(`The request's id is ${requestId}`);
  seen("denokv, Redis, LiveKit, two replicas and Caddy run; each request has an id by Caddy");

  const browser = await launchChromium();
  all.defer(() => browser.close());
  const kim = await openSpace(browser, caddy.appUrl, first);
  const lee = await openSpace(browser, caddy.appUrl, second);
  await join(kim, "Kim", { hasMicrophone: true });
  await join(lee, "Lee", { hasMicrophone: true });
  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
  await told([first.url, second.url, caddy.appUrl], 2);
  seen("two browsers, let in by one replica each, meet; both replicas know of both");

  first.signal("SIGUSR2");
  await answersWith(first.url, 503);
  // As docs/operators.md says: Caddy asks each second, and closes what it holds.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await first.stop();
  const another = () => joinSpace({ appUrl: caddy.appUrl, livekit });
  all.use(await another());
  // LiveKit's event came by Caddy: the reconciler would need up to 30 s.
  await told([second.url, caddy.appUrl], 3);
  for (const page of [kim, lee]) await page.getByText("Kim").first().waitFor();
  seen(
    "one replica is drained and stopped: the call goes on, and the other one lets a third person in",
  );

  await first.restart();
  await told([first.url], 3);
  await second.kill();
  // A request that was on its way to it fails, and is sent again.
  await eventually(async () => void all.use(await another()));
  await told([first.url, caddy.appUrl], 4);
  seen("it is started again, and the other one killed: a fourth person is let in");
  const stillInside = await Promise.all(
    [kim, lee].map((page) => page.getByRole("button", { name: "Leave" }).isVisible()),
  );
  if (stillInside.includes(false)) throw new Error("A browser is no longer in the call");
  seen("both browsers were in the call all the time");
}

/** A page whose requests for a token go to one replica; all else goes by Caddy. */
async function openSpace(browser: Browser, appUrl: string, replica: App): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.route("**/api/livekit/token", async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: replica.url + pathname }) });
  });
  await page.goto(`${appUrl}/space/tea`);
  return page;
}

/** Waits until every one of these tells that so many are inside. */
async function told(urls: readonly string[], expected: number): Promise<void> {
  await eventually(async () => {
    for (const url of urls) {
      const answer = await fetch(`${url}/api/spaces/tea/presence`);
      const { count } = presenceSchema.parse(await answer.json());
      if (count !== expected) {
        throw new Error(`${url} tells of ${count} people, not of ${expected}`);
      }
    }
  }, 20);
}

async function answersWith(url: string, status: number): Promise<void> {
  await eventually(async () => {
    const answer = await fetch(`${url}/api/health`);
    await answer.body?.cancel();
    if (answer.status !== status) throw new Error(`${url} answers ${answer.status}`);
  });
}
