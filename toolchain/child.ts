/** A program that runs beside us until it is stopped. */

/** How a child is started. */
export interface ChildOptions {
  args: string[];
  env?: Record<string, string>;
  /** Without the environment of this process. */
  clearEnv?: boolean;
  cwd?: string;
  /** The file to which its output, of both streams, is appended. */
  logFile?: string;
  /** Gets what it prints, too. */
  onOutput?: (text: string) => void;
  /** Lets `write()` reach its standard input. */
  hasInput?: boolean;
}

/** How many milliseconds a child has between SIGTERM and SIGKILL. */
const graceMilliseconds = 8000;

/**
 * Ends the process `$1` when its own standard input ends: we hold the other side, so that no child outlives us, however we
 * end. A signal to our whole group does not end it first.
 */
const endWithUs = `
  trap "" HUP INT TERM
  cat >/dev/null
  kill "$1" && sleep 5 && kill -9 "$1"`;

/** A running program, with its output. It ends with us at the latest; on Windows it may not. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #pumps: Promise<unknown>;
  readonly exited: Promise<Deno.CommandStatus>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array> | null;
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();
  #hasExited = false;
  #tail = "";

  constructor(readonly program: string, options: ChildOptions) {
    const { args, env, clearEnv, cwd } = options;
    this.#process = new Deno.Command(program, {
      args,
      env,
      clearEnv,
      cwd,
      stdin: options.hasInput ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = options.hasInput ? this.#process.stdin.getWriter() : null;
    const watch = Deno.build.os === "windows" ? null : new Deno.Command("sh", {
      args: ["-c", endWithUs, "sh", String(this.#process.pid)],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.exited = this.#process.status.then(async (status) => {
      this.#hasExited = true;
      this.#input?.abort().catch(() => {});
      // Before its input ends: another process may have the child's number by now.
      watch?.kill("SIGKILL");
      await watch?.status;
      watch?.stdin.close().catch(() => {});
      return status;
    });
    const log = options.logFile
      ? Deno.openSync(options.logFile, { create: true, append: true })
      : null;
    const pump = async (stream: ReadableStream<Uint8Array>) => {
      const decoder = new TextDecoder();
      for await (const bytes of stream) {
        log?.writeSync(bytes);
        const text = decoder.decode(bytes, { stream: true });
        this.#tail += text;
        for (const [word, { resolve }] of this.#waiting) if (this.#tail.includes(word)) resolve();
        this.#tail = this.#tail.slice(-20_000);
        options.onOutput?.(text);
      }
    };
    this.#pumps = Promise.all([pump(this.#process.stdout), pump(this.#process.stderr)])
      .finally(() => log?.close());
  }

  get pid(): number {
    return this.#process.pid;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** The last 20,000 characters that it printed. */
  get output(): string {
    return this.#tail;
  }

  /** Resolves once it has printed `word`. Ask in time: what is no longer in `output` is not found. */
  said(word: string): Promise<void> {
    if (this.#tail.includes(word)) return Promise.resolve();
    const waiting = this.#waiting.get(word) ?? Promise.withResolvers<void>();
    this.#waiting.set(word, waiting);
    return waiting.promise;
  }

  /** Resolves when its streams are closed: by it, and by all processes that it started and left behind. */
  get silenced(): Promise<unknown> {
    return this.#pumps;
  }

  /** Writes to its standard input. */
  async write(text: string): Promise<void> {
    await this.#input?.write(new TextEncoder().encode(text));
  }

  /** Sends a signal, such as SIGSTOP; nothing happens to one that has ended. */
  signal(signal: Deno.Signal): void {
    if (this.#hasExited) return;
    try {
      this.#process.kill(signal);
    } catch {
      // It ended between the look and the signal.
    }
  }

  /**
   * Asks it to end, waits, and ends it if it does not. With `insists`, asks every 200 ms: some
   * take the second SIGTERM as *now*.
   */
  async stop(insists = false): Promise<void> {
    this.signal("SIGTERM");
    const asking = insists ? setInterval(() => this.signal("SIGTERM"), 200) : undefined;
    const timer = setTimeout(() => this.signal("SIGKILL"), graceMilliseconds);
    await this.exited;
    clearInterval(asking);
    clearTimeout(timer);
    await this.#drain();
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.exited;
    await this.#drain();
  }

  /** Takes its last words; a grandchild that lives on and holds the pipe is not waited for. */
  async #drain(): Promise<void> {
    let timer;
    const limit = new Promise((resolve) => timer = setTimeout(resolve, 1000));
    await Promise.race([this.#pumps, limit]);
    clearTimeout(timer);
  }
}

/**
 * Waits until the child says by `word` that it listens, and until `isReady` answers true. An answer alone proves
 * nothing: a stranger may have the port. A child that ends before is an error that shows the end of its output,
 * and so is one that needs longer than `limitSeconds`.
 */
export async function waitUntilReady(
  child: Child,
  word: string,
  { isReady, limitSeconds }: { isReady?: () => Promise<boolean>; limitSeconds: number },
): Promise<void> {
  const limit = Date.now() + limitSeconds * 1000;
  const abandoned = new AbortController();
  const timer = setTimeout(() => abandoned.abort(), limitSeconds * 1000);
  const isOver = new Promise((resolve) => abandoned.signal.addEventListener("abort", resolve));
  const hasSpoken = await Promise.race([
    child.said(word).then(() => true),
    child.exited.then(() => false),
    isOver.then(() => false),
  ]);
  clearTimeout(timer);
  while (hasSpoken && !child.hasExited && Date.now() < limit) {
    if (isReady === undefined || await isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const why = child.hasExited ? "it ended" : `no answer in ${limitSeconds} s`;
  // Its last words included.
  await child.kill();
  throw new Error(`Cannot start ${child.program}: ${why}\n${child.output.slice(-4000)}`);
}

/** Whether `url` answers a GET with a success. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Whether a server accepts connections on this port of loopback. */
export async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}
