/** A Firefox to drive, with a microphone and a camera that are not there. */
import { type Browser, firefox } from "playwright-core";
import { join } from "node:path";
import { cacheFolder } from "./cache.ts";
import { type ChromiumOptions, leavesSignals } from "./chromium.ts";
import { which } from "./command.ts";
import { MissingPartError } from "./missing_part.ts";

/**
 * The path of the one that `MADANG_FIREFOX` names, else of one on PATH.
 *
 * @throws MissingPartError when there is none
 */
export async function obtainFirefox(): Promise<string> {
  const program = Deno.env.get("MADANG_FIREFOX") ?? await which("firefox-esr") ??
    await which("firefox");
  if (program) return program;
  throw new MissingPartError(
    "No Firefox: install it (Debian: apt-get install firefox-esr), or set MADANG_FIREFOX",
  );
}

/**
 * Launches it headless; Linux and macOS. Devices are fake and granted, or refused with `deviceRequests`; the other
 * options are Chromium's.
 *
 * @throws MissingPartError when there is none
 */
export async function launchFirefox(options: ChromiumOptions = {}): Promise<Browser> {
  const program = await obtainFirefox();
  const isDenied = options.deviceRequests === "denied";
  const autoplays = options.autoplays ?? true;
  return await firefox.launch({
    channel: "moz-firefox",
    executablePath: await bridgeProgram(),
    headless: true,
    ...leavesSignals,
    env: {
      ...Deno.env.toObject(),
      FIREFOX: program,
      ...!autoplays && { FIREFOX_ONLY_INPUT_ACTIVATES: "1" },
    },
    firefoxUserPrefs: {
      "media.navigator.streams.fake": !options.severalMicrophones,
      "media.navigator.permission.disabled": !isDenied,
      // 2: blocked, without a question.
      ...isDenied && { "permissions.default.microphone": 2, "permissions.default.camera": 2 },
      // A sound card of Firefox's own tests, which microphones come with: without any, no AudioContext runs.
      "media.cubeb.force_mock_context": true,
      "media.autoplay.default": autoplays ? 0 : 5,
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
    },
  });
}

/** Playwright starts one program, without arguments of ours: a line of shell in the cache. */
async function bridgeProgram(): Promise<string> {
  const bridge = join(import.meta.dirname ?? ".", "firefox_bridge.ts");
  const path = join(cacheFolder(), "firefox-bridge");
  await Deno.mkdir(cacheFolder(), { recursive: true });
  await Deno.writeTextFile(
    path,
    `#!/bin/sh\nexec "${Deno.execPath()}" run -A --no-config "${bridge}" "$@"\n`,
  );
  await Deno.chmod(path, 0o755);
  return path;
}
