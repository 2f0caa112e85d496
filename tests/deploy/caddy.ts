/** Caddy with deploy/Caddyfile, as compose.yaml runs it; only the fixed ports are other ones. */
import { join } from "node:path";
import { answers, Child, waitUntilReady } from "../../toolchain/child.ts";
import { which } from "../../toolchain/command.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

const deploy = new URL("../../deploy/", import.meta.url);

/** A Caddy that runs. */
export interface DeployedCaddy extends AsyncDisposable {
  /** The address of the pages. */
  readonly appUrl: string;
  /** Where LiveKit is reached through it. */
  readonly liveKitUrl: string;
}

/** Addresses that have to be known before it runs. */
export interface CaddyPorts {
  readonly app: number;
  readonly liveKit: number;
  /** In the place of 8079: webhooks and health. */
  readonly local: number;
}

/** Ports that are free. */
export function caddyPorts(): CaddyPorts {
  return { app: freeTcpPort(), liveKit: freeTcpPort(), local: freeTcpPort() };
}

/** The Caddyfile with other ports in the place of the two that it names. @throws {Error} where it names them no more. */
export function withPorts(caddyfile: string, ports: { liveKit: number; local: number }): string {
  const replaced = [["127.0.0.1:7880", ports.liveKit], ["127.0.0.1:8079", ports.local]] as const;
  return replaced.reduce((text, [address, port]) => {
    if (!text.includes(address)) throw new Error(`deploy/Caddyfile does not name ${address}`);
    return text.replaceAll(address, `127.0.0.1:${port}`);
  }, caddyfile);
}

/** Starts it before `replicas` and `liveKitPort`. @throws {Error} without a `caddy` on the PATH */
export async function startCaddy(
  { ports, replicas, liveKitPort }: {
    readonly ports: CaddyPorts;
    readonly replicas: readonly number[];
    readonly liveKitPort: number;
  },
): Promise<DeployedCaddy> {
  const program = await which("caddy");
  if (program === null) throw new Error("No caddy on the PATH (Debian: apt install caddy)");
  const folder = await Deno.makeTempDir({ prefix: "caddy-" });
  const written = await Deno.readTextFile(new URL("Caddyfile", deploy));
  const file = join(folder, "Caddyfile");
  await Deno.writeTextFile(
    file,
    withPorts(written, { liveKit: liveKitPort, local: ports.local }),
  );
  const appUrl = `http://127.0.0.1:${ports.app}`;
  const child = new Child(program, {
    args: ["run", "--adapter", "caddyfile", "--config", file],
    env: {
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      // A plain address, so that no certificate is asked for.
      MADANG_DOMAIN: appUrl,
      LIVEKIT_DOMAIN: `http://127.0.0.1:${ports.liveKit}`,
      MADANG_REPLICAS: replicas.map((port) => `127.0.0.1:${port}`).join(" "),
    },
  });
  await waitUntilReady(child, "serving initial configuration", {
    isReady: () => answers(`http://127.0.0.1:${ports.local}/health`),
    limitSeconds: 30,
  });
  return {
    appUrl,
    liveKitUrl: `ws://127.0.0.1:${ports.liveKit}`,
    async [Symbol.asyncDispose]() {
      await child.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
