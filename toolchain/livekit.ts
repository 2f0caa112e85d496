/** A LiveKit server for one run, on loopback, with keys of its own. */
import { answers, Child, waitUntilReady } from "./child.ts";
import { freeTcpPort, freeUdpPort } from "./free_port.ts";
import { liveKitConfigBody, type LiveKitConfigInput, newLiveKitKeys } from "./livekit_config.ts";
import { obtainLiveKitServer } from "./livekit_program.ts";

/** How the server is started; everything has a default. */
export interface LiveKitOptions {
  /** Where it sends its webhooks. */
  webhookUrls?: readonly string[];
  /** Signalling and API; a free one by default. */
  port?: number;
  /** Made for the run by default. */
  apiKey?: string;
  apiSecret?: string;
  otherKeys?: Readonly<Record<string, string>>;
  /** A temporary file by default, which `stop()` removes. */
  logFile?: string;
  /** Laid over our configuration, top-level key by key (LiveKit's own YAML names). */
  overrides?: Readonly<Record<string, unknown>>;
  /** Ends a build or a download that is under way. */
  signal?: AbortSignal;
  /** Another LiveKit than the project's own, by its path. */
  program?: string;
}

/** A running LiveKit server, with ways to use it and to break it. */
export interface LiveKitServer {
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  /** `http://127.0.0.1:<port>` */
  readonly apiUrl: string;
  readonly port: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly logFile: string;
  readonly pid: number;
  /** Settles when the process ends, for any reason. */
  readonly exited: Promise<unknown>;
  signal(signal: Deno.Signal): void;
  /** SIGTERM until it goes: after the first it waits for everyone to leave. SIGKILL if need be. */
  stop(): Promise<void>;
  /** `kill -9`; `restart()` brings it back. */
  kill(): Promise<void>;
  /** Up again with the same ports, keys and webhooks, stopping it first if it runs. */
  restart(): Promise<void>;
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws MissingPartError when this machine cannot get one
 */
export async function startLiveKit(options: LiveKitOptions = {}): Promise<LiveKitServer> {
  const program = options.program ?? await obtainLiveKitServer(options.signal);
  const logFile = options.logFile ??
    await Deno.makeTempFile({ prefix: "livekit-", suffix: ".log" });
  const input = await configInput(options);
  const child = await launch(program, input, logFile);
  return new RunningLiveKit(program, input, logFile, child, options.logFile === undefined);
}

async function configInput(options: LiveKitOptions): Promise<LiveKitConfigInput> {
  const keys = newLiveKitKeys();
  return {
    port: options.port ?? freeTcpPort(),
    rtcUdpPort: await freeUdpPort(),
    apiKey: options.apiKey ?? keys.apiKey,
    apiSecret: options.apiSecret ?? keys.apiSecret,
    otherKeys: options.otherKeys,
    webhookUrls: options.webhookUrls ?? [],
    overrides: options.overrides,
  };
}

async function launch(
  program: string,
  input: LiveKitConfigInput,
  logFile: string,
): Promise<Child> {
  // Through the environment, since arguments can be read by everyone on the machine.
  const child = new Child(program, {
    args: [],
    env: { LIVEKIT_CONFIG: liveKitConfigBody(input) },
    logFile,
  });
  await waitUntilReady(child, "starting LiveKit server", {
    isReady: () => answers(`http://127.0.0.1:${input.port}/`),
    limitSeconds: 60,
  });
  return child;
}

class RunningLiveKit implements LiveKitServer {
  readonly url: string;
  readonly apiUrl: string;
  readonly port: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly #program: string;
  readonly #input: LiveKitConfigInput;
  readonly #removesLog: boolean;
  #child: Child;

  constructor(
    program: string,
    input: LiveKitConfigInput,
    readonly logFile: string,
    child: Child,
    removesLog: boolean,
  ) {
    this.#program = program;
    this.#input = input;
    this.#child = child;
    this.#removesLog = removesLog;
    this.port = input.port;
    this.apiKey = input.apiKey;
    this.apiSecret = input.apiSecret;
    this.url = `ws://127.0.0.1:${input.port}`;
    this.apiUrl = `http://127.0.0.1:${input.port}`;
  }

  get pid(): number {
    return this.#child.pid;
  }

  get exited(): Promise<unknown> {
    return this.#child.exited;
  }

  signal(signal: Deno.Signal): void {
    this.#child.signal(signal);
  }

  async stop(): Promise<void> {
    await this.#child.stop(true);
    if (this.#removesLog) await Deno.remove(this.logFile).catch(() => {});
  }

  async kill(): Promise<void> {
    await this.#child.kill();
  }

  async restart(): Promise<void> {
    await this.#child.stop(true);
    this.#child = await launch(this.#program, this.#input, this.logFile);
  }
}
