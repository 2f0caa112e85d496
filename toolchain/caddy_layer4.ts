/** A Caddy with the layer4 module, as deploy/caddy.Dockerfile builds it: from the PATH, the cache, or by Go. */
import { join } from "node:path";
import { cached } from "./cache.ts";
import { run, which } from "./command.ts";
import { MissingPartError } from "./missing_part.ts";
import { showProgress } from "./progress.ts";

/** The main module of every Caddy with plugins. */
const source = `package main

import (
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/mholt/caddy-l4"
)

func main() { caddycmd.Main() }
`;

/** The versions that deploy/caddy.Dockerfile names. */
export async function caddyVersions(): Promise<{ caddy: string; layer4: string }> {
  const file = new URL("../deploy/caddy.Dockerfile", import.meta.url);
  const text = await Deno.readTextFile(file);
  const [, caddy, layer4] = /xcaddy build v(\S+) --with \S+@v(\S+)/.exec(text) ?? [];
  if (!caddy || !layer4) throw new Error("deploy/caddy.Dockerfile builds no Caddy with layer4");
  return { caddy, layer4 };
}

/** The path of the program. @throws MissingPartError when it cannot be had */
export async function obtainCaddyWithLayer4(): Promise<string> {
  const installed = await which("caddy");
  if (installed && (await run(installed, ["list-modules"])).text.includes("layer4")) {
    return installed;
  }
  const { caddy, layer4 } = await caddyVersions();
  const folder = await cached(`caddy-${caddy}-layer4-${layer4}`, async (unfinished) => {
    if (!await which("go")) {
      throw new MissingPartError("No Caddy with layer4, and no Go to build it");
    }
    const done = showProgress(`Building Caddy ${caddy} with layer4 ${layer4} by Go, once`);
    const build = await Deno.makeTempDir({ prefix: "caddy-layer4-" });
    try {
      await Deno.writeTextFile(join(build, "main.go"), source);
      const modules = [
        `github.com/caddyserver/caddy/v2@v${caddy}`,
        `github.com/mholt/caddy-l4@v${layer4}`,
      ];
      const steps = [
        ["mod", "init", "caddy"],
        ["get", ...modules],
        ["build", "-mod=mod", "-o", join(unfinished, "caddy"), "."],
      ];
      for (const step of steps) {
        const { success, text } = await run("go", step, { cwd: build });
        if (success) continue;
        done("failed");
        throw new MissingPartError(`No Caddy with layer4: go ${step[0]}\n${text.slice(-2000)}`);
      }
      done("done");
    } finally {
      await Deno.remove(build, { recursive: true });
    }
  });
  return join(folder, "caddy");
}
