/**
 * `deno task test:clients`: runs every program of docs/examples against the built app and a real LiveKit. Python (3.10 or
 * newer) and Go fetch their SDKs; `PYTHON` names a Python that has `livekit` already. Exit code 1 where one does not join.
 */
import { join } from "node:path";
import { startApp } from "../../toolchain/app.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";

const examples = join(import.meta.dirname ?? ".", "..", "..", "docs", "examples");

/**
 * Runs a program to its end, and answers what it printed, which alone counts: once in ten times the Python SDK (1.2.0, 1.2.1)
 * aborts while its process ends, after the program has left the call.
 */
async function run(program: string, args: string[], cwd = examples): Promise<string> {
  const { code, stdout } = await new Deno.Command(program, { args, cwd, stderr: "inherit" })
    .output();
  const said = new TextDecoder().decode(stdout).trim();
  if (code !== 0 && said === "") throw new Error(`${program} ${args.join(" ")}: exit code ${code}`);
  return said;
}

/** A Python that has the SDK: the one named, or one in a folder of its own. */
async function pythonWithSdk(): Promise<string> {
  const named = Deno.env.get("PYTHON");
  if (named) return named;
  const folder = await Deno.makeTempDir({ prefix: "madang-python-" });
  await run("python3", ["-m", "venv", folder]);
  await run(join(folder, "bin", "pip"), ["install", "--quiet", "livekit==1.2.0"]);
  return join(folder, "bin", "python");
}

/** The Go program in a folder of its own, since Go writes there which versions it has found. */
async function goFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "madang-go-" });
  for (const name of ["main.go", "go.mod"]) {
    await Deno.copyFile(join(examples, "go", name), join(folder, name));
  }
  await run("go", ["mod", "tidy"], folder);
  return folder;
}

const port = freeTcpPort();
const liveKit = await startLiveKit({
  webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
});
const app = await startApp({ liveKit, port });
const programs: Record<string, () => Promise<string>> = {
  "rtc-node": () => run(Deno.execPath(), ["run", "-A", "rtc_node.js", app.url, "tea", "Robin"]),
  "Python": async () => run(await pythonWithSdk(), ["join.py", app.url, "tea", "Robin"]),
  "Go": async () => run("go", ["run", ".", app.url, "tea", "Robin"], await goFolder()),
};
let failures = 0;
for (const [name, joinCall] of Object.entries(programs)) {
  const said = await joinCall().catch((error: Error) => error.message);
  const isInside = /^Robin is in space-tea as seat_\w+\.1$/m.test(said);
  if (!isInside) failures++;
  console.log(`${isInside ? "good" : "bad "}  ${name}: ${said}`);
}
await app.stop();
await liveKit.stop();
Deno.exit(failures > 0 ? 1 : 0);
