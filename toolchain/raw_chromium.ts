/**
 * A whole Chromium over its own protocol, without Playwright: that makes every page count as visible and focused, while here a
 * tab in the back is hidden, as it is for a person.
 */
import { join } from "node:path";
import { obtainWholeChromium } from "./chromium_program.ts";

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/** The browser. Close it when done. */
export class RawChromium {
  readonly #child: Deno.ChildProcess;
  readonly #socket: WebSocket;
  readonly #profile: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  private constructor(child: Deno.ChildProcess, socket: WebSocket, profile: string) {
    this.#child = child;
    this.#socket = socket;
    this.#profile = profile;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(data)));
  }

  /** Launches it headless, with a camera that shows the file at `camera`. @throws MissingPartError when there is none */
  static async launch(camera: string): Promise<RawChromium> {
    const { path, env } = await obtainWholeChromium();
    const profile = await Deno.makeTempDir();
    const child = new Deno.Command(path, {
      args: [
        ...["--headless=new", "--no-first-run", "--remote-debugging-port=0", "--disable-gpu"],
        ...Deno.build.os === "linux" && Deno.uid() === 0 ? ["--no-sandbox"] : [],
        ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        ...[`--use-file-for-fake-video-capture=${camera}`, `--user-data-dir=${profile}`],
        "--autoplay-policy=no-user-gesture-required",
        "about:blank",
      ],
      env,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const address = await addressIn(child.stderr);
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("Cannot reach Chromium"));
    });
    return new RawChromium(child, socket, profile);
  }

  /** Opens a tab in front of the others, with `script` run before each of its pages. */
  async open(url: string, script = ""): Promise<RawTab> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new RawTab(this, String(sessionId), String(targetId));
    await tab.send("Page.enable");
    await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: script });
    await tab.send("Page.navigate", { url });
    return tab;
  }

  send(
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#calls;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return waiting.promise as Promise<Record<string, unknown>>;
  }

  async close(): Promise<void> {
    this.#socket.close();
    this.#child.kill("SIGKILL");
    await this.#child.status;
    await Deno.remove(join(this.#profile), { recursive: true }).catch(() => {});
  }

  #take({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id ?? -1);
    this.#waiting.delete(id ?? -1);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }
}

/** One tab. */
export class RawTab {
  readonly #browser: RawChromium;
  readonly #sessionId: string;
  readonly #targetId: string;

  constructor(browser: RawChromium, sessionId: string, targetId: string) {
    this.#browser = browser;
    this.#sessionId = sessionId;
    this.#targetId = targetId;
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.#browser.send(method, params, this.#sessionId);
  }

  /** Brings it to the front. */
  async show(): Promise<void> {
    await this.#browser.send("Target.activateTarget", { targetId: this.#targetId });
  }

  /** Seconds of processor time that the pages of the browser have taken. */
  async cpuSeconds(): Promise<number> {
    const { processInfo } = await this.#browser.send("SystemInfo.getProcessInfo");
    return (processInfo as { type: string; cpuTime: number }[])
      .filter(({ type }) => type === "renderer")
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  }

  /** The value of `expression`, awaited, as a click of a person would run it. */
  async evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails).slice(0, 500));
    return (result as { value: Value }).value;
  }
}

/** The address that Chromium prints when it listens. */
async function addressIn(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (
    const chunk of stderr.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })
  ) {
    text += chunk;
    const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
    if (address) return address;
  }
  throw new Error(`Chromium did not start: ${text}`);
}
