/** An OpenID Connect provider for one run, on loopback, for sign-ins in tests. */
import { Child, waitUntilReady } from "./child.ts";
import { freeTcpPort } from "./free_port.ts";
import type { ProviderSetting } from "./oidc/protocol.ts";

export { people, type PersonAtProvider } from "./oidc/protocol.ts";

export interface OidcProviderOptions {
  /** Where the app is: people are sent back to its `/auth/oidc/callback`. */
  readonly appUrl: string;
  /** Without a secret: a public client. */
  readonly isPublicClient?: boolean;
  readonly logFile?: string;
}

/** A provider that runs. */
export interface OidcProvider {
  /** `http://127.0.0.1:<port>` */
  readonly issuer: string;
  /** The app's environment for it. */
  readonly env: Record<string, string>;
  /** The end of its output. */
  readonly output: string;
  signal(signal: Deno.Signal): void;
  stop(): Promise<void>;
  /** Starts again at the same address, with other keys and no session. */
  restart(): Promise<void>;
}

/** Starts a provider and waits until it answers. */
export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const { appUrl, isPublicClient = false, logFile } = options;
  const port = freeTcpPort();
  const issuer = `http://127.0.0.1:${port}`;
  const setting: ProviderSetting = {
    port,
    clientId: "madang",
    clientSecret: isPublicClient ? null : crypto.randomUUID(),
    redirectUris: [`${appUrl}/auth/oidc/callback`],
  };
  const launch = async () => {
    const child = new Child(Deno.execPath(), {
      args: ["run", "-A", new URL("./oidc/process.ts", import.meta.url).href],
      env: { MADANG_PROVIDER: JSON.stringify(setting) },
      logFile,
    });
    await waitUntilReady(child, "Listening on", { limitSeconds: 60 });
    return child;
  };
  let child = await launch();
  return {
    issuer,
    env: {
      PUBLIC_URL: appUrl,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: setting.clientId,
      OIDC_PROVIDER_NAME: "Test House",
      ...(setting.clientSecret !== null && { OIDC_CLIENT_SECRET: setting.clientSecret }),
    },
    get output() {
      return child.output;
    },
    signal: (signal) => child.signal(signal),
    stop: () => child.stop(),
    async restart() {
      await child.stop();
      child = await launch();
    },
  };
}
