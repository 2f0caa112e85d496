/**
 * A small scriptable HTTP proxy on loopback: it stands before a KV server, LiveKit's API or our own
 * webhook, and does to each request what a script says. It speaks HTTP/1.1 and, since Deno KV's client
 * speaks nothing else, HTTP/2 without TLS; answers are streamed, so a KV `watch` passes. A layer of plain TCP
 * in front of it breaks every connection at once, as `kill -9` would.
 */
import { freeTcpPort } from "../../toolchain/free_port.ts";

/** The fate of one request. */
export type Fault =
  /** Forwarded, answered. */
  | { type: "pass" }
  /** Forwarded after `forMs`, answered. */
  | { type: "delay"; forMs: number }
  /** Forwarded at once, answered only when `until` settles: the answer is old by then. */
  | { type: "hold"; until: Promise<unknown> }
  /** Never forwarded, never answered: the server is frozen, or away behind a firewall. */
  | { type: "hang" }
  /** Forwarded once; the server has done it, but the answer breaks off. */
  | { type: "lose-reply" }
  /** Never forwarded; the answer breaks off. */
  | { type: "break" }
  /** Never forwarded; answered with this status. */
  | { type: "status"; status: number; body?: string }
  /** Forwarded, answered, and then forwarded again `times` more: an at-least-once network. */
  | { type: "repeat"; times: number };

/** A request as a script sees it. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Decides each request's fate. */
export type FaultScript = (request: ProxiedRequest) => Fault | Promise<Fault>;

export interface FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** How many requests arrived, whatever became of them. */
  readonly requests: () => number;
  /** From now on, for new requests; those that hang go on hanging. */
  script(next: FaultScript): void;
  /** Stops listening and breaks every connection, as after `kill -9`. */
  down(): void;
  /** Listens again, on the same port. */
  up(): void;
  close(): Promise<void>;
}

const hopByHop = ["connection", "host", "keep-alive", "transfer-encoding", "content-length"];

/** Starts a proxy before `target`, which passes everything until it is told otherwise. */
export function startFaultProxy(target: string): FaultProxy {
  let decide: FaultScript = () => ({ type: "pass" });
  let requestCount = 0;
  const ended = new AbortController();

  const http = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
    onError: () => brokenOff(),
    signal: ended.signal,
  }, async (request) => {
    requestCount += 1;
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    const body = new Uint8Array(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    for (const name of hopByHop) headers.delete(name);
    const forward = () =>
      fetch(new URL(path, target), {
        method: request.method,
        headers,
        body: request.method === "GET" || request.method === "HEAD" ? undefined : body,
        redirect: "manual",
        signal: ended.signal,
      });

    const fault = await decide({ method: request.method, path, body });
    switch (fault.type) {
      case "hang":
        return await new Promise<Response>((_, reject) =>
          ended.signal.addEventListener("abort", () => reject(ended.signal.reason))
        );
      case "break":
        return brokenOff();
      case "status":
        return new Response(fault.body ?? "", { status: fault.status });
      case "lose-reply":
        await (await forward()).arrayBuffer();
        return brokenOff();
      case "repeat": {
        const response = await forward();
        for (let time = 0; time < fault.times; time++) await (await forward()).arrayBuffer();
        return response;
      }
      case "delay":
        await new Promise((resolve) => setTimeout(resolve, fault.forMs));
        return await forward();
      case "hold": {
        const response = await forward();
        const { status, headers } = response;
        const answer = await response.arrayBuffer();
        await fault.until;
        return new Response(answer, { status, headers });
      }
      case "pass":
        return await forward();
    }
  });

  const tcp = startTcpLayer(http.addr.port);
  return {
    url: `http://127.0.0.1:${tcp.port}`,
    requests: () => requestCount,
    script: (next) => decide = next,
    down: tcp.down,
    up: tcp.up,
    async close() {
      tcp.down();
      ended.abort();
      await http.finished;
    },
  };
}

/** An answer that ends in an error: the client sees a connection that broke. */
function brokenOff(): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => controller.error(new Error("broken off by the fault proxy")),
    }),
  );
}

/** Passes bytes to `targetPort` until it is told to break all connections. */
function startTcpLayer(targetPort: number) {
  // While it is down its port stays reserved.
  const port = freeTcpPort();
  let listener = Deno.listen({ port, hostname: "127.0.0.1" });
  const open = new Set<Deno.Conn>();
  let isDown = false;

  const close = (conn: Deno.Conn) => {
    if (!open.delete(conn)) return;
    conn.close();
  };
  const pass = async (from: Deno.Conn, to: Deno.Conn) => {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let read; (read = await from.read(buffer)) !== null;) {
        for (let written = 0; written < read;) {
          written += await to.write(buffer.subarray(written, read));
        }
      }
    } catch { /* Either side broke: both end. */ }
    close(from);
    close(to);
  };
  const join = async (client: Deno.Conn) => {
    open.add(client);
    try {
      const server = await Deno.connect({ port: targetPort, hostname: "127.0.0.1" });
      open.add(server);
      pass(client, server);
      pass(server, client);
    } catch {
      // Closed at that very moment: the client sees a connection that broke.
      close(client);
    }
  };
  const accept = async () => {
    for await (const client of listener) join(client);
  };
  accept();
  return {
    port,
    down() {
      if (isDown) return;
      isDown = true;
      listener.close();
      for (const conn of open) close(conn);
    },
    up() {
      isDown = false;
      listener = Deno.listen({ port, hostname: "127.0.0.1" });
      accept();
    },
  };
}
