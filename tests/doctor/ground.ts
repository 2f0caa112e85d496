/** A setting to break: a real LiveKit, the built app, and the doctor, each a process with an environment of its own. */
import { join } from "node:path";
import { z } from "zod";
import { type App, startApp } from "../../toolchain/app.ts";
import { Child } from "../../toolchain/child.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { type LiveKitOptions, type LiveKitServer, startLiveKit } from "../../toolchain/livekit.ts";

const root = join(import.meta.dirname ?? ".", "../..");

const outcomeSchema = z.object({
  exitCode: z.number(),
  findings: z.array(z.object({
    check: z.string(),
    verdict: z.enum(["good", "bad", "unknown"]),
    says: z.string(),
    fix: z.string().nullable(),
  })),
});

/** What the doctor found. */
export type DoctorOutcome = z.infer<typeof outcomeSchema>;

/** What is there while a setting is broken. */
export interface Ground {
  readonly port: number;
  readonly appUrl: string;
  readonly livekit: LiveKitServer;
  /** A folder that is removed afterwards. */
  readonly folder: string;
}

/** How a setting is broken. */
export interface Break {
  readonly liveKit?: (port: number) => LiveKitOptions;
  /** More of the environment, of the app and the doctor. */
  readonly env?: (ground: Ground) => Record<string, string> | Promise<Record<string, string>>;
  /** False: only the doctor runs. */
  readonly hasApp?: boolean;
  /** Runs once the app is there; what it answers is ended at the end. */
  readonly then?: (ground: Ground) => Promise<AsyncDisposable | void>;
  /** The log's line that is waited for, as a part of it. */
  readonly awaited?: string;
}

/** Findings, and the app's log. */
export interface Observed {
  readonly doctor: DoctorOutcome;
  readonly log: string;
}

/** The reconciler's rounds are 30 s apart. */
const logWaitMs = 60_000;

/** Breaks the setting, and looks at it with both. */
export async function observe(broken: Break): Promise<Observed> {
  await using all = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "doctor-" });
  all.defer(() => Deno.remove(folder, { recursive: true }));
  const port = freeTcpPort();
  const appUrl = `http://127.0.0.1:${port}`;
  const livekit = await startLiveKit({
    webhookUrls: [`${appUrl}/api/livekit/webhook`],
    ...broken.liveKit?.(port),
  });
  all.defer(() => livekit.stop());
  const ground = { port, appUrl, livekit, folder };
  const env = {
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    KV_URL: join(folder, "madang.kv"),
    HOST: "127.0.0.1",
    PORT: String(port),
    ...await broken.env?.(ground),
  };
  let log = "";
  const watch = { text: () => log };
  if (broken.hasApp !== false) {
    const app: App | Error = await startApp({ liveKit: livekit, port, kvUrl: env.KV_URL, env })
      .catch((error: Error) => error);
    if (app instanceof Error) log = app.message;
    else {
      all.defer(() => app.stop());
      watch.text = () => app.output;
    }
  }
  const more = await broken.then?.(ground);
  if (more) all.use(more);
  const doctor = await runDoctor(env);
  const limit = Date.now() + logWaitMs;
  while (broken.awaited && !watch.text().includes(broken.awaited) && Date.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { doctor, log: watch.text() };
}

/** `deno task doctor --json`, in an environment of its own. */
export async function runDoctor(env: Record<string, string>): Promise<DoctorOutcome> {
  const passedOn = ["PATH", "HOME", "DENO_DIR", "TMPDIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "doctor.ts", "--json"],
    cwd: root,
    env: { ...Object.fromEntries(passedOn), ...env },
    clearEnv: true,
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  try {
    return outcomeSchema.parse(JSON.parse(out));
  } catch (cause) {
    throw new Error(`The doctor has no answer:\n${out}${err}`, { cause });
  }
}

/** A reverse proxy, as an operator sets it up. */
export interface ProxyOptions {
  readonly to: string;
  /** Adds `X-Forwarded-For` and `X-Forwarded-Proto`. */
  readonly tellsClient?: boolean;
  /** https with this certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts a proxy on a port of its own. `fetch` sets `Host` anew, as proxies do that are not told to pass it on. */
export function startProxy({ to, tellsClient = true, tls }: ProxyOptions) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {}, ...tls },
    async (request, { remoteAddr }) => {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      headers.set("accept-encoding", "identity");
      if (tellsClient && "hostname" in remoteAddr) {
        const before = headers.get("x-forwarded-for");
        const own = remoteAddr.hostname;
        headers.set("x-forwarded-for", before === null ? own : `${before}, ${own}`);
        headers.set("x-forwarded-proto", tls ? "https" : "http");
      }
      const { method, body } = request;
      const answer = await fetch(to + pathname + search, {
        ...{ method, headers, body, redirect: "manual" },
      });
      return new Response(answer.body, answer);
    },
  );
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Runs a program to its end. @throws with its output */
export async function runProgram(program: string, args: readonly string[], cwd: string) {
  const child = new Child(program, { args: [...args], cwd });
  const { success } = await child.exited;
  await child.silenced;
  if (!success) throw new Error(`${program} ${args.join(" ")}\n${child.output}`);
}

/** A certificate for `localhost` by an authority of its own; valid from `from`, for `days`. */
export async function makeCertificate(folder: string, from: string | null, days: number) {
  const openssl = (args: string[]) =>
    from === null
      ? runProgram("openssl", args, folder)
      : runProgram("faketime", ["-f", from, "openssl", ...args], folder);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await runProgram("openssl", [
    ...["req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30"],
    ...["-subj", "/CN=Doctor's authority"],
  ], folder);
  await Deno.writeTextFile(join(folder, "leaf.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  await openssl([
    "req",
    ...key,
    "-keyout",
    "leaf.key",
    "-out",
    "leaf.csr",
    "-subj",
    "/CN=localhost",
  ]);
  await openssl([
    ...["x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"],
    ...["-out", "leaf.pem", "-days", String(days), "-extfile", "leaf.ext"],
  ]);
  return {
    authority: join(folder, "ca.pem"),
    tls: {
      cert: await Deno.readTextFile(join(folder, "leaf.pem")),
      key: await Deno.readTextFile(join(folder, "leaf.key")),
    },
  };
}
