import { expect } from "expect";
import { Metrics } from "../../lib/server/base/metrics.ts";
import { variables } from "../../lib/server/config/config.ts";
import { describeProcess } from "../../lib/server/presence/process_metrics.ts";
import { FakeKv } from "../fakes/fake_kv.ts";
import { dashboardQueries } from "../doctor/dashboard.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

/** As Docker reads it: the last line that matches a path, or a folder above it, decides. */
function isSent(path: string, dockerignore: string): boolean {
  const lines = dockerignore.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const deciding = lines.findLast((line) => {
    const pattern = line.replace("!", "").replaceAll(".", "\\.")
      .replaceAll(/\*\*\/|\*/g, (stars) => stars === "*" ? "[^/]*" : "(.*/)?");
    return new RegExp(`^${pattern}(/|$)`).test(path);
  });
  return deciding?.startsWith("!") ?? true;
}

Deno.test("isSent() reads .dockerignore as Docker does", () => {
  const lines = "*\n!lib\n**/.env*\n**/*.tgz";
  const sent = (path: string) => isSent(path, lines);
  expect(["lib/a.ts", "lib/b/c.ts"].filter(sent)).toEqual(["lib/a.ts", "lib/b/c.ts"]);
  expect(["a.ts", "libs/a.ts", "lib/.env", ".env", "lib/b/c.tgz"].filter(sent)).toEqual([]);
});

Deno.test(".dockerignore keeps secrets, backups and what is not the app's out of the image [S61]", async () => {
  const dockerignore = await read(".dockerignore");
  const kept = [
    ...["deploy/.env", ".env", ".env.production", "lib/.env", "static/.env.local"],
    ...["madang-data.tgz", "deploy/madang-data.tgz", "static/copy.tgz"],
    ...[".data/madang.kv", ".data/livekit.log", ".git/config", ".cache/engine.json"],
    ...["node_modules/zod/index.js", "_fresh/server.js", "tests/run.ts", "notes.txt"],
  ];
  expect(kept.filter((path) => isSent(path, dockerignore))).toEqual([]);
});

Deno.test(".dockerignore lets the app in, whole", async () => {
  const dockerignore = await read(".dockerignore");
  // The sources of a build, by the list that decides whether one is stale.
  const [, list] = (await read("toolchain/app.ts")).match(/const sources = \[([^]*?)\n\];/) ?? [];
  const sources = [...list.matchAll(/"([^"]+)"/g)].map(([, path]) => path);
  expect(sources).toContain("main.ts");
  const needed = [
    ...sources,
    "doctor.ts",
    "admin.ts",
    "toolchain/development.ts",
    "compat/jsr.lock",
    "LICENSE",
  ];
  expect(needed.filter((path) => !isSent(path, dockerignore))).toEqual([]);
});

Deno.test("compose.yaml hands the app every variable that an operator may set", async () => {
  const compose = await read("deploy/compose.yaml");
  const [, environment] = compose.match(/^ {4}environment:\n((?: {6}.*\n)+)/m) ?? [];
  const given = new Map(
    [...environment.matchAll(/^ {6}(\w+): (.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  const decidedHere = ["HOST", "PORT", "PUBLIC_URL", "LIVEKIT_URL", "LIVEKIT_API_URL"];
  const forDevelopment = ["MADANG_LIVEKIT"];
  for (const name of Object.keys(variables)) {
    if (forDevelopment.includes(name)) continue;
    const value = given.get(name);
    const isPassedOn = value?.includes(`\${${name}:`) ?? false;
    expect([name, isPassedOn || (decidedHere.includes(name) && value !== undefined)])
      .toEqual([name, true]);
  }
});

Deno.test("compose.yaml names no STUN server but the call's own, neither to browsers nor for LiveKit itself [S111]", async () => {
  const compose = await read("deploy/compose.yaml");
  const [, config] = compose.match(/^ {6}LIVEKIT_CONFIG: \|\n((?: {8}.*\n)+)/m) ?? [];
  // Without any, LiveKit names Twilio's and Google's. With `use_external_ip` it asks one for its own address.
  // Never the port of the media: browsers take all that comes from a STUN server for its answers.
  expect(config).toContain('stun_servers: ["${LIVEKIT_DOMAIN}:3478"]');
  expect(config).toContain("udp_port: ${MEDIA_PORTS:-7882}");
  expect(config).toContain("node_ip: ${PUBLIC_IP:?");
  expect(config).toContain("use_external_ip: false");
  expect(await read("deploy/env.example")).toMatch(/^PUBLIC_IP=/m);
});

Deno.test("deploy/grafana.json and docs/operators.md name the metrics that there are, and grafana.json all of them", async () => {
  const metrics = new Metrics();
  const described = { version: "1", commit: null, engine: "fresh" };
  describeProcess({ kv: new FakeKv(), metrics, now: Date.now }, described);
  const { body } = await metrics.text();
  const there = [...body.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
  const namesIn = (
    text: string,
  ) => [
    ...new Set([...text.matchAll(/madang_\w+/g)].map(([name]) => name.replace(/_bucket$/, ""))),
  ];
  const queries = await dashboardQueries();
  expect(namesIn(queries.map(({ query }) => query).join("\n")).toSorted()).toEqual(
    there.toSorted(),
  );
  const [, table] = (await read("docs/operators.md")).split("## Metrics\n");
  expect(
    namesIn(table.split("\n## ")[0].replace(/`madang_.*_id`|madang\.request_id/g, "")).toSorted(),
  )
    .toEqual(there.toSorted());
});
