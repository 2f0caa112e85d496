/** The office's side of office.ts: runs in its namespace, starts the servers in the machine's, and calls with two browsers. */
import type { Browser, Page } from "playwright-core";
import { z } from "zod";
import { Child, waitUntilReady } from "../../toolchain/child.ts";
import { launchChromium } from "../../toolchain/chromium.ts";
import { engineFlags } from "../../toolchain/engine_flags.ts";
import { eventually } from "../e2e/eventually.ts";
import { join, seesPeople } from "../e2e/people.ts";
import { publicAddress } from "./office_networks.ts";

const { livekit, caddy, machine } = z.object({
  livekit: z.string(),
  caddy: z.string(),
  machine: z.string(),
}).parse(JSON.parse(Deno.env.get("OFFICE") ?? "{}"));
const root = new URL("../../", import.meta.url).pathname;
const key = "APIxxxxxxxxxxxx";
const secret = "a-secret-of-32-characters-or-more-for-this-run";

await using all = new AsyncDisposableStack();
const folder = await Deno.makeTempDir({ prefix: "office-" });
all.defer(() => Deno.remove(folder, { recursive: true }));

async function start(word: string, env: Record<string, string>, program: string, args: string[]) {
  const child = new Child("nsenter", {
    args: [`--net=/run/netns/${machine}`, program, ...args],
    env,
    cwd: root,
  });
  all.defer(() => child.kill());
  await waitUntilReady(child, word, { limitSeconds: 60 });
}

await start(
  "starting LiveKit server",
  { LIVEKIT_KEYS: `${key}: ${secret}` },
  livekit,
  ["--config", `${root}deploy/systemd/livekit.yaml`],
);
const app = {
  HOST: "127.0.0.1",
  PORT: "8000",
  PUBLIC_URL: "https://talk.example.org",
  LIVEKIT_URL: "wss://livekit.example.org",
  LIVEKIT_API_URL: "http://127.0.0.1:7880",
  LIVEKIT_API_KEY: key,
  LIVEKIT_API_SECRET: secret,
  KV_URL: ":memory:",
  TRUST_PROXY: "1",
};
const flags = await engineFlags(root, { mode: "start", env: app, isQuiet: true });
await start("Listening on", app, Deno.execPath(), ["serve", "-A", ...flags, "_fresh/server.js"]);
const names = {
  MADANG_DOMAIN: "talk.example.org",
  LIVEKIT_DOMAIN: "livekit.example.org",
  TURN_DOMAIN: "turn.example.org",
  CADDY_OPTIONS: "local_certs\nskip_install_trust",
};
await start(
  "serving initial configuration",
  { ...names, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  caddy,
  ["run", "--adapter", "caddyfile", "--config", `${root}deploy/Caddyfile`],
);

const browser = await launchChromium({
  args: [
    `--host-resolver-rules=MAP *.example.org ${publicAddress}`,
    // Caddy signs its certificates itself here.
    "--ignore-certificate-errors",
  ],
});
all.defer(() => browser.close());
console.log(`\nrelayed: 443/tcp alone: ${await call(browser, "tea", "relay")}`);
await Deno.stdin.read(new Uint8Array(16));
console.log(`\ndirect: 7882/udp open too: ${await call(browser, "cake", "direct")}`);
// Until it is ended.
await new Promise(() => {});

/** Two people meet; answers how long the second one waited, and what came by which way. */
async function call(browser: Browser, slug: string, way: "relay" | "direct"): Promise<string> {
  const kim = await visit(browser, slug);
  await join(kim, "Kim", { hasMicrophone: true, hasCamera: true });
  const lee = await visit(browser, slug);
  const beganAt = Date.now();
  await join(lee, "Lee", { hasMicrophone: true, hasCamera: true });
  const tookMs = Date.now() - beganAt;
  for (const page of [kim, lee]) await seesPeople(page, "Kim", "Lee");
  for (const page of [kim, lee]) await eventually(() => receives(page, way));
  for (const page of [kim, lee]) await page.context().close();
  return `inside after ${tookMs} ms; sound and pictures both ways`;
}

async function visit(browser: Browser, slug: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ignoreHTTPSErrors: true });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    Object.assign(globalThis, { connections });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
  const page = await context.newPage();
  await page.goto(`https://talk.example.org/space/${slug}`);
  return page;
}

/** Sound and pictures come, by a connection of this way. */
async function receives(page: Page, way: "relay" | "direct"): Promise<void> {
  const told = await page.evaluate(async () => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
    const stats = await Promise.all(connections.map((connection) => connection.getStats()));
    const all = stats.flatMap((report) => [...report.values()]);
    const pairs = all.filter(({ type, nominated }) => type === "candidate-pair" && nominated);
    return {
      relays: pairs.map(({ localCandidateId }) =>
        all.find(({ id }) => id === localCandidateId)?.relayProtocol ?? null
      ),
      kinds: all.filter(({ type, packetsReceived }) =>
        type === "inbound-rtp" && packetsReceived > 20
      )
        .map(({ kind }) => kind).sort(),
    };
  });
  const isOnWay = told.relays.length > 0 &&
    told.relays.every((relay) => way === "relay" ? relay === "tls" : relay === null);
  if (!isOnWay || told.kinds.join() !== "audio,video") throw new Error(JSON.stringify(told));
}
