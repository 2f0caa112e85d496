/**
 * `deno task test:deploy office`: a call out of an office that lets its people out to 443/tcp alone, and then one with LiveKit's UDP port
 * open too. LiveKit has deploy/systemd/livekit.yaml word for word, Caddy deploy/Caddyfile with turn/. On Linux, as root.
 */
import { ensureBuilt } from "../../toolchain/app.ts";
import { obtainCaddyWithLayer4 } from "../../toolchain/caddy_layer4.ts";
import { Child } from "../../toolchain/child.ts";
import { obtainChromium } from "../../toolchain/chromium_program.ts";
import { obtainLiveKitServer } from "../../toolchain/livekit_program.ts";
import { makeOfficeNetworks, openPort } from "./office_networks.ts";

/** Runs it; each step that was seen is a line. @throws {Error} for the first that was not. */
export async function checkOffice(seen: (line: string) => void): Promise<void> {
  // While there is a network to get them by.
  const programs = { livekit: await obtainLiveKitServer(), caddy: await obtainCaddyWithLayer4() };
  await obtainChromium();
  await ensureBuilt();
  await using networks = await makeOfficeNetworks();
  const call = new Child("nsenter", {
    args: [
      `--net=/run/netns/${networks.office}`,
      ...[Deno.execPath(), "run", "-A", new URL("./office_call.ts", import.meta.url).pathname],
    ],
    env: { OFFICE: JSON.stringify({ ...programs, machine: networks.machine }) },
    hasInput: true,
  });
  try {
    seen(await said(call, "relayed"));
    await openPort(networks, "udp", 7882);
    await call.write("opened\n");
    seen(await said(call, "direct"));
  } finally {
    await call.stop();
  }
}

/** The rest of the line that begins with `word`. */
async function said(call: Child, word: string): Promise<string> {
  const end = call.exited.then(() => {
    throw new Error(`The call ended:\n${call.output.slice(-3000)}`);
  });
  await Promise.race([call.said(`\n${word}: `), end]);
  return call.output.split(`\n${word}: `)[1].split("\n")[0];
}
