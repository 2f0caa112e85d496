/**
 * Where Chromium comes from: the one that `MADANG_CHROMIUM` names, else the one that
 * `@sparticuz/chromium` carries (Linux on x64), else one that is installed.
 *
 * That package's own unpacking is not used: it goes to one place in the temporary folder, two
 * processes at once break each other, and it lacks the libraries where a machine has none.
 */
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { brotliDecompressSync } from "node:zlib";
import { cached, cacheFolder, exists } from "./cache.ts";
import { run, which } from "./command.ts";
import { MissingPartError } from "./missing_part.ts";
import { showProgress } from "./progress.ts";
import { unwrapWoff } from "./woff.ts";

/** A Chromium that starts on this machine, and the environment that it wants. */
export interface ChromiumProgram {
  path: string;
  env: Record<string, string>;
}

const require = createRequire(import.meta.url);

const installedPaths = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** @throws MissingPartError when there is none */
export async function obtainChromium(): Promise<ChromiumProgram> {
  const named = Deno.env.get("MADANG_CHROMIUM");
  if (named) return { path: named, env: {} };
  const { os, arch } = Deno.build;
  if (os === "linux" && arch === "x86_64") return await unpacked();
  return await obtainWholeChromium();
}

/**
 * One that could open windows too: what `MADANG_CHROMIUM` names, else an installed one.
 *
 * @throws MissingPartError when there is none
 */
export async function obtainWholeChromium(): Promise<ChromiumProgram> {
  const named = Deno.env.get("MADANG_CHROMIUM");
  if (named) return { path: named, env: {} };
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const path = await which(name);
    if (path) return { path, env: {} };
  }
  for (const path of installedPaths) if (await exists(path)) return { path, env: {} };
  throw new MissingPartError(
    "No whole Chromium: install Chromium or Chrome (Debian: apt-get install chromium), or set MADANG_CHROMIUM",
  );
}

async function unpacked(): Promise<ChromiumProgram> {
  const source = dirname(dirname(require.resolve("@sparticuz/chromium")));
  const { version } = JSON.parse(await Deno.readTextFile(join(source, "package.json")));
  const folder = await cached(`chromium-${version}-1`, async (unfinished) => {
    const done = showProgress(`Unpacking Chromium ${version}`);
    for (const name of ["al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"]) {
      await untar(await readBrotli(join(source, "bin", name)), unfinished);
    }
    await addKoreanFont(join(unfinished, "fonts"));
    const program = join(unfinished, "chromium");
    await Deno.writeFile(program, await readBrotli(join(source, "bin", "chromium.br")));
    await Deno.chmod(program, 0o755);
    done();
  });
  const path = join(folder, "chromium");
  const env = { FONTCONFIG_FILE: await writeFontConfig(folder) };
  if ((await run(path, ["--version"])).success) return { path, env };
  const withLibraries = { ...env, LD_LIBRARY_PATH: join(folder, "lib") };
  const { success, text } = await run(path, ["--version"], { env: withLibraries });
  if (!success) throw new MissingPartError(`Chromium does not start here: ${text.trim()}`);
  return { path, env: withLibraries };
}

/** Screenshots of Korean pages show boxes without: the Chromium from npm brings Latin fonts only. */
async function addKoreanFont(folder: string): Promise<void> {
  const source = dirname(require.resolve("@openfonts/noto-sans-kr_korean/package.json"));
  for (const weight of [400, 500, 700]) {
    const woff = await Deno.readFile(join(source, "files", `noto-sans-kr-korean-${weight}.woff`));
    await Deno.writeFile(join(folder, `NotoSansKR-${weight}.ttf`), unwrapWoff(woff));
  }
}

/** Only the fonts that we bring, so that a picture looks alike on every machine. */
async function writeFontConfig(folder: string): Promise<string> {
  const path = join(folder, "madang-fonts.conf");
  if (await exists(path)) return path;
  const families = ["Open Sans", "Noto Sans KR"].map((name) => `<family>${name}</family>`).join("");
  const aliases = ["system-ui", "sans-serif", "serif", "monospace"].map((name) =>
    `<alias><family>${name}</family><prefer>${families}</prefer></alias>`
  );
  const temporary = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(
    temporary,
    `<?xml version="1.0"?><fontconfig><dir>${join(folder, "fonts")}</dir>` +
      `<cachedir>${join(cacheFolder(), "fontconfig")}</cachedir>${aliases.join("")}</fontconfig>`,
  );
  await Deno.rename(temporary, path);
  return path;
}

async function readBrotli(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(brotliDecompressSync(await Deno.readFile(path)));
}

async function untar(archive: Uint8Array, folder: string): Promise<void> {
  const path = join(folder, "archive.tar");
  await Deno.writeFile(path, archive);
  const { success, text } = await run("tar", ["-xf", path, "-C", folder]);
  if (!success) throw new Error(`Cannot unpack Chromium: ${text.trim()}`);
  await Deno.remove(path);
}
