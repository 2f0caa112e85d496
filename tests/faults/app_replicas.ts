/** The built app as two processes on one KV server, behind one address, as behind a load balancer. */
import { type App, type AppOptions, startApp } from "../../toolchain/app.ts";
import { startDenoKv } from "../../toolchain/denokv.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";

/** The beginning of a sign-in goes to the first replica, its end to the second. */
const begins = /\/(?:start|options)$/;
const ends = /\/(?:callback|registration|authentication)$/;

export class AppReplicas {
  /** Which replica was asked, 0 or 1, by path and in order. */
  readonly heard = new Map<string, number[]>();

  /** As `startApp()`; the address is the balancer's, and each deed applies to both replicas. */
  async start({ env, ...options }: AppOptions): Promise<App> {
    const { port = freeTcpPort(), logFile } = options;
    const kv = await startDenoKv();
    const both = await Promise.all([1, 2].map((number) =>
      startApp({
        ...options,
        port: freeTcpPort(),
        kvUrl: kv.url,
        env: {
          DENO_KV_ACCESS_TOKEN: kv.accessToken,
          PUBLIC_URL: `http://127.0.0.1:${port}`,
          ...env,
        },
        logFile: logFile?.replace(/\.log$/, `-${number}.log`),
      })
    ));
    const ended = new AbortController();
    const balancer = Deno.serve(
      { port, hostname: "127.0.0.1", onListen() {}, signal: ended.signal },
      (request) => this.#pass(request, both),
    );
    const onBoth = async (act: (app: App) => Promise<void>) => {
      await Promise.all(both.map(act));
    };
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      get output() {
        return both.map(({ output }) => output).join("\n");
      },
      signal: (signal) => both.forEach((app) => app.signal(signal)),
      kill: () => onBoth((app) => app.kill()),
      restart: () => onBoth((app) => app.restart()),
      async stop() {
        ended.abort();
        await balancer.finished;
        await onBoth((app) => app.stop());
        await kv.stop();
      },
    };
  }

  /** In turn, each path by itself: a second request for the same path goes to the other replica. */
  async #pass(request: Request, both: readonly App[]): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const before = this.heard.get(pathname) ?? [];
    const replica = begins.test(pathname) ? 0 : ends.test(pathname) ? 1 : before.length % 2;
    this.heard.set(pathname, [...before, replica]);
    const headers = new Headers(request.headers);
    headers.set("accept-encoding", "identity");
    return await fetch(both[replica].url + pathname + search, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
    });
  }
}
