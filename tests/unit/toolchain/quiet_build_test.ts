import { expect } from "expect";
import { join } from "node:path";
import { buildQuietly } from "../../../toolchain/quiet_build.ts";

Deno.test("buildQuietly() leaves deno.lock as it was, also where the build fails, and asks for no update", async () => {
  const root = await Deno.makeTempDir();
  const lock = join(root, "deno.lock");
  const dirty = async () => {
    await Deno.writeTextFile(lock, "of npm and JSR");
    return Deno.env.get("FRESH_NO_UPDATE_CHECK");
  };
  try {
    await Deno.writeTextFile(lock, "of npm");
    expect(await buildQuietly(root, dirty)).toBe("true");
    expect(await Deno.readTextFile(lock)).toBe("of npm");
    const failing = () => dirty().then(() => Promise.reject(new Error("Cannot build")));
    await expect(buildQuietly(root, failing)).rejects.toThrow("Cannot build");
    expect(await Deno.readTextFile(lock)).toBe("of npm");
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("dev.ts lets Fresh's Builder work in no other way", async () => {
  const source = await Deno.readTextFile(new URL("../../../dev.ts", import.meta.url));
  for (const [call] of source.matchAll(/.*\bbuilder\.(?:build|listen)\(.*/g)) {
    expect(call).toContain("buildQuietly(");
  }
});
