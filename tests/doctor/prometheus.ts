/**
 * `deno task test:prometheus`: a real Prometheus (on the PATH) scrapes the built app while people join, and answers every
 * query of deploy/grafana.json; most of its panels have to show something.
 */
import { join } from "node:path";
import { z } from "zod";
import { startApp } from "../../toolchain/app.ts";
import { Child, waitUntilReady } from "../../toolchain/child.ts";
import { which } from "../../toolchain/command.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { dashboardQueries } from "./dashboard.ts";
import { joinSpace } from "./join_space.ts";

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

const program = await which("prometheus");
if (program === null) {
  console.error("No prometheus on the PATH (Debian: apt install prometheus)");
  Deno.exit(1);
}
await using all = new AsyncDisposableStack();
const folder = await Deno.makeTempDir({ prefix: "prometheus-" });
all.defer(() => Deno.remove(folder, { recursive: true }));
const port = freeTcpPort();
const livekit = await startLiveKit({
  webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
});
all.defer(() => livekit.stop());
const token = "a-token-of-sixteen-characters-or-more";
const app = await startApp({ liveKit: livekit, port, env: { MADANG_METRICS_TOKEN: token } });
all.defer(() => app.stop());
await Deno.writeTextFile(
  join(folder, "prometheus.yml"),
  JSON.stringify({
    global: { scrape_interval: "1s" },
    scrape_configs: [{
      job_name: "madang",
      authorization: { credentials: token },
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    }],
  }),
);
const ownPort = freeTcpPort();
const prometheus = new Child(program, {
  args: [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${ownPort}`,
  ],
});
all.defer(() => prometheus.stop());
await waitUntilReady(prometheus, "Server is ready", { limitSeconds: 60 });
all.use(await joinSpace({ appUrl: app.url, livekit }));

async function ask(query: string) {
  const address = new URL(`http://127.0.0.1:${ownPort}/api/v1/query`);
  address.searchParams.set("query", query);
  const { data } = answerSchema.parse(await (await fetch(address)).json());
  return data.result.map(({ value }) => value[1]);
}

const limit = Date.now() + 60_000;
while ((await ask("max(madang_people)"))[0] !== "1") {
  if (Date.now() > limit) throw new Error("Prometheus does not see the person inside");
  await new Promise((resolve) => setTimeout(resolve, 500));
}
while (Number((await ask("sum(madang_webhooks_total)"))[0] ?? 0) < 2) {
  if (Date.now() > limit) throw new Error("Prometheus sees no webhooks");
  await new Promise((resolve) => setTimeout(resolve, 500));
}
/** Panels that show something as soon as one person has joined. Errors, limits and evictions are not to be had by joining. */
const filled = [
  ...["People inside", "Token requests", "Webhooks", "Webhooks, how late", "Open streams"],
  ...["Storage and LiveKit, 95 of 100 calls", "What runs"],
];
const empty = new Set(filled);
for (;;) {
  const shown = await Promise.all((await dashboardQueries()).map(async ({ title, query }) => {
    const values = await ask(query);
    if (values.length > 0) empty.delete(title);
    return `${title}: ${values.join(", ") || "nothing yet"}`;
  }));
  if (empty.size === 0) {
    console.log(shown.join("\n"));
    break;
  }
  if (Date.now() > limit) throw new Error(`Nothing in ${[...empty].join("; ")}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
}
