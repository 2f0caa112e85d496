/**
 * `deno task test:restart`: two replicas on one KV server behind a real Caddy (on the PATH) are restarted one after the other
 * under load, as docs/operators.md says. Fails where one request does, and where a replica that has announced its end still gets
 * requests: that one would be lost is a matter of chance.
 */
import { join } from "node:path";
import { type App, startApp } from "../../toolchain/app.ts";
import { answers, Child, waitUntilReady } from "../../toolchain/child.ts";
import { which } from "../../toolchain/command.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

const program = await which("caddy");
if (program === null) {
  console.error("No caddy on the PATH (Debian: apt install caddy)");
  Deno.exit(1);
}
await using all = new AsyncDisposableStack();
const folder = await Deno.makeTempDir({ prefix: "restart-" });
all.defer(() => Deno.remove(folder, { recursive: true }));
const kv = await startDenoKv();
all.defer(() => kv.stop());
const port = freeTcpPort();
const origin = `http://127.0.0.1:${port}`;
const replicas: App[] = [];
const metricsToken = crypto.randomUUID();
for (let count = 0; count < 2; count++) {
  const app = await startApp({
    liveKit: null,
    kvUrl: kv.url,
    env: {
      DENO_KV_ACCESS_TOKEN: kv.accessToken,
      PUBLIC_URL: origin,
      TRUST_PROXY: "1",
      MADANG_RATE_LIMITS: "off",
      MADANG_METRICS_TOKEN: metricsToken,
    },
  });
  all.defer(() => app.stop());
  replicas.push(app);
}
await Deno.writeTextFile(
  join(folder, "Caddyfile"),
  `{
	admin off
}
http://127.0.0.1:${port} {
	reverse_proxy ${replicas.map((app) => `127.0.0.1:${app.port}`).join(" ")} {
		health_uri /api/health
		health_interval 1s
		lb_try_duration 5s
		fail_duration 2s
	}
}
`,
);
const caddy = new Child(program, {
  args: ["run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")],
  env: { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
});
all.defer(() => caddy.stop());
await waitUntilReady(caddy, "serving initial configuration", {
  isReady: () => answers(`${origin}/api/health`),
  limitSeconds: 30,
});

const body = JSON.stringify({ roomName: "space-tea", participantName: "Kim", delivery: "body" });
const requests: [string, RequestInit][] = [
  ["/", {}],
  ["/space/tea", {}],
  ["/api/spaces/tea/presence", {}],
  ["/api/guest-sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  }],
];
let isOver = false;
let done = 0;
const failures: string[] = [];
const workers = Array.from({ length: 8 }, async (_, worker) => {
  for (let turn = worker; !isOver; turn++) {
    const [path, init] = requests[turn % requests.length];
    try {
      const answer = await fetch(origin + path, init);
      await answer.bytes();
      done++;
      if (answer.status >= 400) failures.push(`${path}: ${answer.status}`);
    } catch (error) {
      failures.push(`${path}: ${error}`);
    }
  }
});
/** Requests that are no page's and that a replica has answered, but for those of the proxy's health check and of this count. */
async function answeredBy({ url }: App): Promise<number> {
  const headers = { authorization: `Bearer ${metricsToken}` };
  const answer = await fetch(`${url}/metrics`, { headers, redirect: "manual" });
  if (answer.status !== 200) throw new Error(`/metrics: ${answer.status}`);
  const counts = (await answer.text()).matchAll(
    /^madang_requests_total\{endpoint="([^"]+)".*\} (\d+)$/gm,
  );
  const ours = ["GET /api/health", "GET /metrics"];
  return [...counts].filter(([, endpoint]) => !ours.includes(endpoint))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
await pause(2);
for (const replica of replicas) {
  const before = done;
  if (await answeredBy(replica) === 0) failures.push("a replica got no request before");
  replica.signal("SIGUSR2");
  await pause(3);
  const answered = await answeredBy(replica);
  await pause(1);
  const late = await answeredBy(replica) - answered;
  if (late > 0) failures.push(`${late} requests reached a replica after its announcement`);
  await replica.restart();
  await pause(3);
  console.log(
    `Restarted a replica; ${done - before} requests meanwhile, ${failures.length} failed`,
  );
}
isOver = true;
await Promise.all(workers);
console.log(`${done} requests, ${failures.length} failed`, failures.slice(0, 10));
await all.disposeAsync();
Deno.exit(failures.length === 0 ? 0 : 1);
