/**
 * `deno task test:deploy image`: the `RUN` steps of deploy/Dockerfile in a folder, with the files that .dockerignore lets in and an
 * empty cache; then what the image would hold is measured, and run in a mount namespace where all but its storage is
 * read-only, as a user without rights and without a network to any registry. On Linux, as root.
 */
import { join } from "node:path";
import { answers, Child, waitUntilReady } from "../../toolchain/child.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

const root = join(import.meta.dirname ?? ".", "../..");

/** Beside Deno's own image. */
const limitMegabytes = 150;

/** The user `deno` of Deno's image. */
const userId = 1993;

/** The `RUN` steps of a Dockerfile's first stage, each as one command line. */
export function buildSteps(dockerfile: string): string[] {
  const [, stage] = dockerfile.split(/^FROM .*$/m);
  return stage.replaceAll(/\\\n/g, "").split("\n")
    .filter((line) => line.startsWith("RUN ")).map((line) => line.slice("RUN ".length).trim());
}

/** What .dockerignore lets in, by its lines that begin with `!`. */
export function filesLetIn(dockerignore: string): string[] {
  return dockerignore.split("\n").filter((line) => line.startsWith("!")).map((line) =>
    line.slice(1)
  );
}

/** Runs it; each step that was seen is a line. @throws {Error} for the first that was not. */
export async function checkImage(seen: (line: string) => void): Promise<void> {
  await using all = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "image-" });
  all.defer(() => Deno.remove(folder, { recursive: true }));
  // The user without rights has to reach it.
  await Deno.chmod(folder, 0o755);
  const app = join(folder, "app");
  await Deno.mkdir(app);
  const read = (path: string) => Deno.readTextFile(join(root, path));
  for (const path of filesLetIn(await read(".dockerignore"))) {
    await sh(`cp -R ${join(root, path)} ${app}/`);
  }
  await sh(`rm -f ${app}/compat/npm.generated.json ${app}/compat/jsr.lock`);
  const here = (command: string) =>
    command.replaceAll(/(?<==| )\/(packages|empty)\b/g, `${folder}/$1`);
  for (const step of buildSteps(await read("deploy/Dockerfile"))) {
    await sh(here(step), { cwd: app, env: { DENO_DIR: join(folder, "build-cache") } });
  }
  await sh(`rm -rf ${folder}/build-cache`);
  const sizes = await sh(`du -sm ${folder}/packages ${app} | cut -f1`);
  const [packages, files] = sizes.trim().split("\n").map(Number);
  seen(`${packages + files} MB beside Deno's image: ${packages} packages, ${files} the app`);
  if (packages + files > limitMegabytes) throw new Error(`More than ${limitMegabytes} MB`);
  await checkContent(folder);
  seen("no package of the build or the tests, and no program of another processor is in it");
  await checkRun(folder, seen);
}

async function checkContent(folder: string): Promise<void> {
  const names = (await sh(`ls ${folder}/packages/npm/*/ ${folder}/packages/npm/*/@*/`)).split("\n");
  const foreign = [
    "playwright-core",
    "@sparticuz",
    "rtc-node",
    "expect",
    "esbuild",
    "oidc-provider",
  ];
  const found = foreign.filter((name) => names.includes(name));
  if (found.length > 0) throw new Error(`In the image: ${found.join(", ")}`);
  const programs = await sh(
    `find ${folder}/packages ${folder}/app -name '*.node' -o -name '*.so' -o -name '*.so.*'`,
  );
  if (programs.trim() !== "") throw new Error(`Programs of one kind of processor:\n${programs}`);
}

/** What an operator runs by `docker compose exec app`, and a part of what it says. */
const operatorsCommands = (data: string) => ({
  "deno task doctor": "every variable can be read",
  [`deno task admin backup ${data}/copy.kv`]: "copy.kv is whole",
});

async function checkRun(folder: string, seen: (line: string) => void): Promise<void> {
  const data = join(folder, "data");
  await Deno.mkdir(data);
  await Deno.chown(data, userId, userId);
  // Where a user without rights reaches it, whatever the home of root allows.
  await Deno.copyFile(await Deno.realPath(Deno.execPath()), join(folder, "deno"));
  await Deno.chmod(join(folder, "deno"), 0o755);
  const port = freeTcpPort();
  const readOnly = `mount --bind ${data} ${data} && mount -o remount,bind,ro /`;
  const unprivileged = `setpriv --reuid=${userId} --regid=${userId} --clear-groups ` +
    `--bounding-set=-all --inh-caps=-all --no-new-privs`;
  const environment = {
    PATH: `${folder}:/usr/bin:/bin`,
    HOME: "/nonexistent",
    DENO_DIR: join(folder, "packages"),
    DENO_NO_UPDATE_CHECK: "1",
    // Nothing listens there: a registry that is asked would be a failure to start.
    HTTPS_PROXY: "http://127.0.0.1:9",
    HOST: "127.0.0.1",
    PORT: String(port),
    KV_URL: join(data, "madang.kv"),
    MADANG_LIVEKIT: "missing",
  };
  const inside = (command: string) => ({
    args: [
      ...["--mount", "--", "sh", "-ec"],
      `${readOnly}; cd ${folder}/app; exec ${unprivileged} ${command}`,
    ],
    env: environment,
    clearEnv: true,
  });
  const child = new Child("unshare", inside("deno task start"));
  try {
    await waitUntilReady(child, "Listening on", {
      isReady: () => answers(`http://127.0.0.1:${port}/api/health`),
      limitSeconds: 60,
    });
    const session = await fetch(`http://127.0.0.1:${port}/api/guest-sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ roomName: "space-tea", participantName: "Kim", delivery: "body" }),
    });
    if (!session.ok) {
      throw new Error(`A guest's session: ${session.status} ${await session.text()}`);
    }
    await session.body?.cancel();
    const page = await fetch(`http://127.0.0.1:${port}/space/tea`);
    if (!(await page.text()).includes("<html")) throw new Error(`The page: ${page.status}`);
    for (const [command, expected] of Object.entries(operatorsCommands(data))) {
      const { stdout, stderr } = await new Deno.Command("unshare", inside(command)).output();
      const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
      if (!said.includes(expected)) throw new Error(`${command}:\n${said}`);
    }
    seen("inside, the doctor answers, and a backup of the running server is whole");
  } finally {
    await child.stop();
  }
  if (/read-only|denied/i.test(child.output)) {
    throw new Error(`It wanted to write:\n${child.output}`);
  }
  seen("it runs on a read-only disk, without rights and without a registry");
  const written = (await Array.fromAsync(Deno.readDir(data), ({ name }) => name)).sort();
  if (!written.includes("madang.kv")) throw new Error(`It wrote ${written.join(", ")}`);
  seen(`it wrote into its storage alone: ${written.join(", ")}`);
}

async function sh(
  command: string,
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-ec", command],
    stdin: "null",
    ...options,
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`${command}\n${out}${err}`);
  return out;
}
