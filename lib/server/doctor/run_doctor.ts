/** All checks, in the order in which one explains the next. */
import { type Config, ConfigError, type Environment, parseConfig } from "../config/config.ts";
import { withSecretFiles } from "../config/secret_files.ts";
import { startProblem } from "../config/start_error.ts";
import { doctorRoomPrefix } from "../livekit/doctor_token.ts";
import { createRoomServiceClient } from "../livekit/livekit_api.ts";
import { trustsNoProxy } from "../base/client_address.ts";
import { createLog } from "../base/log.ts";
import type { WarningName } from "../base/warnings.ts";
import { openKv } from "../storage/deno_kv.ts";
import { type Asked, askServer } from "./ask_server.ts";
import { checkHostKeys, checkOidc } from "./check_identity.ts";
import { checkApi, checkClock, checkInstallations, checkKeyPair } from "./check_livekit.ts";
import { checkCertificate, checkProxies, checkPublicUrl, forgedAddress } from "./check_public.ts";
import { checkDisk, checkWrite } from "./check_storage.ts";
import { checkVisit } from "./check_visit.ts";
import { checkWebhook } from "./check_webhook.ts";
import { startDoctorServer } from "./doctor_server.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";

/** What the doctor is given. */
export interface DoctorOptions {
  readonly environment: Environment;
  /** Where the app listens. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  /** Gets each finding as soon as it is there. */
  readonly tell: (finding: Finding) => void;
}

/** Runs every check. Never rejects for what is wrong outside. */
export async function runDoctor(options: DoctorOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell = (...found: readonly (Finding | null)[]) => {
    for (const finding of found) {
      if (finding === null) continue;
      findings.push(finding);
      options.tell(finding);
    }
  };
  const config = readConfig(options.environment, tell);
  if (config === null) return findings;
  if (config.oidc) tell(await checkOidc(config.oidc));
  if (config.hostJwt) tell(await checkHostKeys(config.hostJwt));
  if (config.livekit === null) {
    tell(unknown("LiveKit", "MADANG_LIVEKIT=missing: none is set", "LIVEKIT_URL and its key pair"));
    return findings;
  }
  await checkServer(options, { ...config, livekit: config.livekit }, tell);
  return findings;
}

type Tell = (...found: readonly (Finding | null)[]) => void;

/** Tells every wrong variable. Nothing else can be told with one. */
function readConfig(environment: Environment, tell: Tell): Config | null {
  const check = "configuration";
  try {
    const config = parseConfig(withSecretFiles(environment, Deno.readTextFileSync));
    tell(good(check, "every variable can be read"));
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) {
      const [variable] = line.split(":", 1);
      tell(bad(check, line, `${variable}=… (docs/configuration.md)`));
    }
    tell(unknown("the rest", "the server does not start with this configuration"));
    return null;
  }
}

type LiveKitSet = Config & { readonly livekit: NonNullable<Config["livekit"]> };

/** The checks that need a server to ask: the app where it runs, else the doctor in its place. */
async function checkServer(options: DoctorOptions, config: LiveKitSet, tell: Tell): Promise<void> {
  const { listen, now } = options;
  const { livekit, publicUrl, kvUrl } = config;
  const host = /^(?:0\.0\.0\.0|::)$/.test(listen.host) ? "127.0.0.1" : listen.host;
  const here = `http://${host.includes(":") ? `[${host}]` : host}:${listen.port}`;
  const roomName = `${doctorRoomPrefix}${options.randomBytes(8).toHex()}`;
  const ask = (origin: string, headers = {}) =>
    askServer({ origin, livekit, now, roomName, headers });
  await using server = await reachServer(options, config, await ask(here), tell);

  tell(checkKeyPair(livekit), await checkApi(livekit), await checkClock(livekit, now));
  const visit = await attempt("LiveKit's socket", () => checkVisit(livekit, roomName));
  tell(...visit);
  if (server.isReached) {
    const target = publicUrl ?? here;
    const hasRoom = visit.length > 1 || await makeRoom(livekit, roomName);
    tell(
      hasRoom
        ? await checkWebhook(() => ask(here), target)
        : unknown("webhooks", "LiveKit makes no room whose event could come"),
    );
    const asked = await ask(here);
    const answer = asked.is === "answered" ? asked.answer : null;
    if (server.takesStorage) tell(checkWrite(kvUrl, answer?.storageMs ?? null));
    tell(await checkInstallations(livekit, answer?.installationId ?? null));
    await checkArrival(options, config, ask, tell);
  }
  tell(await checkDisk(kvUrl));
  for (const address of new Set([publicUrl, livekit.url])) {
    if (address !== null) tell(await checkCertificate(address, now));
  }
  await createRoomServiceClient(livekit).deleteRoom(roomName).catch(() => {});
}

/** The findings of a check, or that it failed by itself: the checks after it are made all the same. */
async function attempt(check: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : "Error";
    return [unknown(check, `the check itself failed (${name}): please report it`)];
  }
}

/** Makes the room where no visit could. */
async function makeRoom(livekit: LiveKitSet["livekit"], name: string): Promise<boolean> {
  const made = createRoomServiceClient(livekit).createRoom({ name, emptyTimeout: 5 });
  return await made.then(() => true, () => false);
}

async function checkArrival(
  { environment }: DoctorOptions,
  config: LiveKitSet,
  ask: (origin: string, headers?: Record<string, string>) => Promise<Asked>,
  tell: Tell,
): Promise<void> {
  const { publicUrl } = config;
  const asked = publicUrl === null
    ? null
    : await ask(publicUrl, { "x-forwarded-for": forgedAddress });
  tell(checkPublicUrl(config, environment.HOST, asked));
  if (asked?.is === "answered") tell(checkProxies(config, asked.answer));
  else if (trustsNoProxy(config.trustedProxies)) tell(good("TRUST_PROXY", "none"));
  else tell(unknown("TRUST_PROXY", "no request came by the public address", "PUBLIC_URL"));
}

/** The line to change for each warning of a running server. */
const warningFixes: Readonly<Record<string, string>> = {
  "public-url-missing": "PUBLIC_URL=https://<the address that people open>",
  "trust-proxy-missing": "TRUST_PROXY=1 (the number of proxies in front)",
  "webhooks-missing": "LiveKit's configuration: `webhook.urls` (see *webhooks* here)",
  "webhooks-refused": "LiveKit's configuration: `webhook` (see *webhooks* here)",
} satisfies Record<WarningName, string>;

interface ReachedServer extends AsyncDisposable {
  /** True where `/api/doctor` can be asked. */
  readonly isReached: boolean;
  /** False where the doctor could not open storage, which is told already. */
  readonly takesStorage: boolean;
}

/** The running app; or, where nothing listens, the doctor's own server on the same address. */
async function reachServer(
  options: DoctorOptions,
  config: LiveKitSet,
  running: Asked,
  tell: Tell,
): Promise<ReachedServer> {
  const check = "this server";
  const none = { isReached: false, takesStorage: false, [Symbol.asyncDispose]: async () => {} };
  if (running.is === "answered") {
    tell(good(check, `runs (${running.answer.madang})`));
    for (const [name, detail] of Object.entries(running.answer.warnings)) {
      tell(
        bad("warnings", `it warns of ${name}${detail && `: ${detail}`}`, warningFixes[name] ?? ""),
      );
    }
    return { ...none, isReached: true, takesStorage: true };
  }
  if (running.is === "stranger") {
    tell(
      running.status === 401
        ? bad(
          check,
          "runs with another key pair",
          "restart it, or give the doctor the same environment",
        )
        : bad(
          check,
          `another program answers at its address (${running.status})`,
          "PORT: a free one",
        ),
    );
    return none;
  }
  const log = createLog({ level: "error", write: () => {}, now: options.now });
  const opened = await openKv(config.kvUrl, log).catch((error: unknown) => {
    const [line = "it cannot be opened"] = (startProblem(error) ?? "").split("\n");
    tell(bad("storage", line.replace(/^Cannot start: /, ""), "KV_URL"));
    return null;
  });
  const kv = opened ?? await openKv(":memory:", log);
  try {
    const server = await startDoctorServer(config, kv, options.listen);
    tell(good(check, "does not run: the doctor listens in its place"));
    const dispose = async () => {
      await server[Symbol.asyncDispose]();
      kv.close();
    };
    return { isReached: true, takesStorage: opened !== null, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    kv.close();
    const reason = error instanceof Error ? error.name : "Error";
    tell(bad(check, `its address cannot be listened on (${reason})`, "PORT and HOST"));
    return none;
  }
}
