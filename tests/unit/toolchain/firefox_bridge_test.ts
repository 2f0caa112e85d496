import { expect } from "expect";
import { join } from "node:path";
import { isRunning } from "./is_running.ts";

const bridge = join(import.meta.dirname ?? ".", "..", "..", "..", "toolchain", "firefox_bridge.ts");

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(`the bridge to Firefox leaves none behind after ${signal}`, async () => {
    const folder = await Deno.makeTempDir();
    const program = join(folder, "firefox");
    // Tells its own process id, and lives until it is stopped.
    await Deno.writeTextFile(program, `#!/bin/sh\necho "I am $$" >&2\nexec sleep 600\n`);
    await Deno.chmod(program, 0o755);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", bridge],
      env: { FIREFOX: program },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const words = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let told = "";
    while (!/I am \d+\n/.test(told)) told += (await words.read()).value ?? "";
    const firefox = Number(/I am (\d+)/.exec(told)?.[1]);
    expect(isRunning(firefox)).toBe(true);
    child.kill(signal);
    await child.status;
    const limit = Date.now() + 30_000;
    while (isRunning(firefox) && Date.now() < limit) await new Promise((go) => setTimeout(go, 20));
    expect(isRunning(firefox)).toBe(false);
    await words.cancel();
    await Deno.remove(folder, { recursive: true });
  });
}
