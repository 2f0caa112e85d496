/**
 * Where the LiveKit server comes from: PATH, the cache, a build by Go, or LiveKit's release. The
 * first that is new enough is taken.
 */
import { join } from "node:path";
import { cached, exists } from "./cache.ts";
import { run, which } from "./command.ts";
import { MissingPartError } from "./missing_part.ts";
import { showProgress } from "./progress.ts";
import { isAtLeast, parseVersion, type Version } from "./version.ts";

/** The oldest server that this project works with. */
const leastLiveKitVersion: Version = [1, 13, 0];

/** The release that is fetched. Not 1.13.0 or 1.13.1: `go install` refuses those tags. */
const fetchedVersion = "1.13.5";
const goPackage = `github.com/livekit/livekit-server/cmd/server@v${fetchedVersion}`;
const releases = `https://github.com/livekit/livekit/releases/download/v${fetchedVersion}`;
const suffix = Deno.build.os === "windows" ? ".exe" : "";

/**
 * The path of a LiveKit server ≥ 1.13. `signal` ends a build or a download.
 *
 * @throws MissingPartError when none can be had
 */
export async function obtainLiveKitServer(signal?: AbortSignal): Promise<string> {
  const installed = await which("livekit-server");
  if (installed) {
    const version = parseVersion((await run(installed, ["--version"])).text);
    if (version && isAtLeast(version, leastLiveKitVersion)) return installed;
    console.error(
      `livekit-server on PATH is ${version?.join(".") ?? "of an unknown version"}, ` +
        `${leastLiveKitVersion.join(".")} or newer is needed: using another one`,
    );
  }
  const name = `livekit-server-${fetchedVersion}`;
  const folder = await cached(name, async (unfinished) => {
    const target = join(unfinished, `livekit-server${suffix}`);
    const failures: string[] = [];
    for (const make of [buildWithGo, download]) {
      const failure = await make(unfinished, target, signal);
      if (failure === null) return;
      failures.push(failure);
    }
    throw new MissingPartError(
      `No LiveKit server: ${failures.join("; ")}. Install livekit-server ` +
        `${leastLiveKitVersion.join(".")} or newer on PATH, or Go, or set LIVEKIT_URL, ` +
        `LIVEKIT_API_KEY and LIVEKIT_API_SECRET of one that runs`,
    );
  });
  return join(folder, `livekit-server${suffix}`);
}

async function buildWithGo(
  folder: string,
  target: string,
  signal?: AbortSignal,
): Promise<string | null> {
  if (!await which("go")) return "go is not installed";
  const done = showProgress(`Building LiveKit server ${fetchedVersion} with Go, once`);
  const { success, text } = await run("go", ["install", goPackage], {
    env: { GOBIN: folder, GOOS: "", GOARCH: "" },
    signal,
  });
  done(success ? "done" : "failed");
  if (!success) return `go install failed (${lastLine(text)})`;
  await Deno.rename(join(folder, `server${suffix}`), target);
  return null;
}

/** LiveKit's own release for this platform, checked against its checksums. */
async function download(
  folder: string,
  target: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const { os, arch } = Deno.build;
  if (os !== "linux" && os !== "windows") return `LiveKit releases no server for ${os}`;
  const extension = os === "windows" ? "zip" : "tar.gz";
  const archive = `livekit_${fetchedVersion}_${os}_${arch === "aarch64" ? "arm64" : "amd64"}` +
    `.${extension}`;
  const done = showProgress(`Downloading LiveKit server ${fetchedVersion}`);
  try {
    const [checksums, bytes] = await Promise.all([
      get("checksums.txt", signal).then((response) => response.text()),
      get(archive, signal).then((response) => response.bytes()),
    ]);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    const line = checksums.split("\n").find((line) => line.trim().endsWith(` ${archive}`));
    if (line?.trim().split(/\s+/)[0] !== digest) throw new Error("checksum does not match");
    const path = join(folder, archive);
    await Deno.writeFile(path, bytes);
    const unpacked = await run("tar", ["-xf", path, "-C", folder]);
    if (!unpacked.success) throw new Error(`tar: ${lastLine(unpacked.text)}`);
    await Deno.remove(path);
    if (!await exists(target)) throw new Error("the archive holds no livekit-server");
    done();
    return null;
  } catch (error) {
    done("failed");
    return `LiveKit's release cannot be had (${error instanceof Error ? error.message : error})`;
  }
}

async function get(file: string, ending?: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(120_000);
  const signal = ending ? AbortSignal.any([ending, limit]) : limit;
  const response = await fetch(`${releases}/${file}`, { signal });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
