import { dirname, join } from "node:path";
import { expect } from "expect";
import { standInMark } from "../../compat/engine.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

const engine = join(import.meta.dirname ?? ".", "..", "..", "compat", "engine.ts");

/** A folder that holds nothing but the names of its packages, and a cache of its own. */
class Project {
  readonly folder = Deno.makeTempDirSync();

  constructor() {
    const imports = { fresh: "jsr:@fresh/core@2.3.3", preact: "npm:preact@^10" };
    this.write("deno.json", JSON.stringify({ imports }));
  }

  write(path: string, text: string) {
    const file = join(this.folder, path);
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }

  async pick(args: string[], env: Record<string, string>) {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "-A", engine, ...args],
      cwd: this.folder,
      clearEnv: true,
      env: { DENO_DIR: join(this.folder, "deno-dir"), ...env },
    }).output();
    const decoder = new TextDecoder();
    return {
      success,
      flags: decoder.decode(stdout).trim(),
      said: decoder.decode(stderr).trim(),
    };
  }

  [Symbol.dispose]() {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const jsrAway = () => ({ JSR_URL: `http://127.0.0.1:${freeTcpPort()}` });
const npmFlags = "--import-map=compat/npm.generated.json";

Deno.test("compat/engine.ts picks the stand-in where JSR does not answer, and makes its map", async () => {
  using project = new Project();
  const env = jsrAway();
  expect(await project.pick([], env)).toEqual({
    success: true,
    flags: npmFlags,
    said: "Running on the npm-only stand-in for Fresh (JSR does not answer)",
  });
  const map = await Deno.readTextFile(join(project.folder, "compat", "npm.generated.json"));
  expect(JSON.parse(map).imports).toMatchObject({
    "fresh": "./fresh/mod.ts",
    "preact": "npm:preact@^10",
    "preact/": "npm:/preact@^10/",
  });
  expect((await project.pick([], env)).said).toContain("JSR did not answer a while ago");
});

Deno.test("compat/engine.ts picks Fresh where the registry of JSR_URL has it", async () => {
  const source = "export const App = 1;\n";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source));
  const checksum = `sha256-${new Uint8Array(digest).toHex()}`;
  const answers: Record<string, string> = {
    "/@fresh/core/meta.json": JSON.stringify({
      ...{ scope: "fresh", name: "core", latest: "2.3.3" },
      versions: { "2.3.3": {} },
    }),
    "/@fresh/core/2.3.3_meta.json": JSON.stringify({
      exports: { ".": "./mod.ts" },
      manifest: { "/mod.ts": { size: source.length, checksum } },
    }),
    "/@fresh/core/2.3.3/mod.ts": source,
  };
  await using registry = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const answer = answers[new URL(request.url).pathname];
      return new Response(answer ?? null, { status: answer === undefined ? 404 : 200 });
    },
  );
  using project = new Project();
  const env = { JSR_URL: `http://127.0.0.1:${registry.addr.port}` };
  expect(await project.pick([], env)).toEqual({
    success: true,
    flags: "--lock=compat/jsr.lock",
    said: "Running on Fresh from JSR (JSR answers)",
  });
  expect((await project.pick([], env)).said).toContain("JSR answered a while ago");
  // Another registry is another question.
  expect((await project.pick([], jsrAway())).flags).toBe(npmFlags);
});

Deno.test("compat/engine.ts does as MADANG_FRESH says, and refuses what it cannot say", async () => {
  using project = new Project();
  expect((await project.pick([], { ...jsrAway(), MADANG_FRESH: "jsr" })).flags).toBe(
    "--lock=compat/jsr.lock",
  );
  expect((await project.pick([], { MADANG_FRESH: "npm" })).flags).toBe(npmFlags);
  const refused = await project.pick([], { MADANG_FRESH: "deno" });
  expect([refused.success, refused.said]).toEqual([
    ...[false, 'Cannot start: MADANG_FRESH is neither "jsr" nor "npm"'],
  ]);
});

Deno.test("compat/engine.ts begins Fresh's lock file with what deno.lock says of npm, once", async () => {
  using project = new Project();
  project.write("deno.lock", "of npm");
  const lock = () => Deno.readTextFile(join(project.folder, "compat", "jsr.lock"));
  await project.pick([], { MADANG_FRESH: "jsr" });
  expect(await lock()).toBe("of npm");
  project.write("compat/jsr.lock", "of npm, and Fresh");
  await project.pick([], { MADANG_FRESH: "jsr" });
  expect(await lock()).toBe("of npm, and Fresh");
});

Deno.test("compat/engine.ts start takes the engine that built, with HOST and PORT", async () => {
  using project = new Project();
  project.write("_fresh/server.js", `${standInMark}\n`);
  expect(await project.pick(["start"], { HOST: "0.0.0.0", PORT: "8123" })).toEqual({
    success: true,
    flags: `${npmFlags} --host=0.0.0.0 --port=8123`,
    said: "Running on the npm-only stand-in for Fresh (it made the build)",
  });
  project.write("_fresh/server.js", "// autogenerated by Fresh\n");
  expect((await project.pick(["start"], {})).flags).toBe(
    "--lock=compat/jsr.lock --host=127.0.0.1 --port=8000",
  );
});

Deno.test("compat/engine.ts start stops Deno where there is no build, or another engine's", async () => {
  using project = new Project();
  const missing = await project.pick(["start"], {});
  expect(missing.said).toBe("Cannot start: There is no build yet: run `deno task build` first");
  project.write("_fresh/server.js", `${standInMark}\n`);
  const mixed = await project.pick(["start"], { MADANG_FRESH: "jsr" });
  expect(mixed.said).toContain("Cannot start: _fresh/ was built on the npm-only stand-in");
  for (const { success, flags } of [missing, mixed]) {
    expect(success).toBe(false);
    // In a task the exit code of $(…) is lost: what stands there must stop `deno serve` itself.
    const { success: served } = await new Deno.Command(Deno.execPath(), {
      args: ["serve", ...flags.split(" "), "_fresh/server.js"],
      cwd: project.folder,
      stderr: "null",
    }).output();
    expect(served).toBe(false);
  }
});
