/**
 * Development and building.
 *
 *     dev.ts          a LiveKit server and the app, which restarts on an edit: `deno task dev`
 *     dev.ts serve    the app alone, by Fresh's development server
 *     dev.ts build    `_fresh/`, for `deno task start`: `deno task build`
 */
import { listenAddress } from "./compat/listen_address.ts";
import {
  liveKitPidVariable,
  runDevelopment,
  shownAddressVariable,
} from "./toolchain/development.ts";
import { run } from "./toolchain/command.ts";
import { buildQuietly } from "./toolchain/quiet_build.ts";

const mode = Deno.args[0];
if (mode === undefined) {
  Deno.exit(await runDevelopment(import.meta.dirname ?? "."));
} else if (mode === "serve" || mode === "build") {
  const { Builder } = await import("fresh/dev");
  const { buildOptions } = await import("./fresh.config.ts");
  const builder = new Builder(buildOptions);
  const root = import.meta.dirname ?? ".";
  const { writeProcessingFiles } = await import("./compat/processing_files.ts");
  const { target } = buildOptions;
  if (mode === "build") {
    await buildQuietly(root, () => builder.build());
    const { joinBuiltChunks } = await import("./compat/join_chunks.ts");
    await joinBuiltChunks("_fresh", buildOptions.target);
    await writeProcessingFiles({ root, outDir: "_fresh", target, isDev: false });
    const { compressFiles } = await import("./compat/compress_files.ts");
    await compressFiles("_fresh", ["static", "_fresh/static"]);
    await writeCommit();
  } else {
    exitWithParent();
    await writeProcessingFiles({ root, outDir: "_fresh/development", target, isDev: true });
    const { host, port } = listenAddress(Deno.env.get("HOST"), Deno.env.get("PORT"));
    const options = {
      hostname: host,
      port,
      onListen: () => console.log(`Madang is at ${Deno.env.get(shownAddressVariable)}`),
    };
    await buildQuietly(root, () => builder.listen(() => import("./main.ts"), options));
  }
} else {
  console.error(`dev.ts knows "serve" and "build", not "${mode}"`);
  Deno.exit(1);
}

/** Writes which commit was built, for the line that the server starts with: `MADANG_COMMIT`, else git's own. */
async function writeCommit() {
  const given = Deno.env.get("MADANG_COMMIT");
  const asked = given ? null : await run("git", ["rev-parse", "--short=12", "HEAD"]);
  const commit = given ?? (asked?.success ? asked.text.trim() : "");
  await Deno.writeTextFile("_fresh/commit.txt", commit);
}

/**
 * Ends LiveKit and this process once the supervisor is gone: after `kill -9` it cannot do so itself.
 * By signal, since `Deno.exit()` only makes `--watch` wait for the next edit.
 */
function exitWithParent() {
  const parent = Deno.ppid;
  const check = () => {
    if (Deno.ppid === parent) return;
    for (const pid of [Number(Deno.env.get(liveKitPidVariable)), Deno.pid]) {
      if (pid > 0) Deno.kill(pid, "SIGKILL");
    }
  };
  Deno.unrefTimer(setInterval(check, 1000));
}
