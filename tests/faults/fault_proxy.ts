/**
 * A small scriptable HTTP proxy on loopback: it stands before a KV server, LiveKit's API or our own
 * webhook, and does to each request what a script says. Answers are streamed, so a KV `watch` passes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";

/** What happens to one request. */
export type Fault =
  /** Forwarded, answered. */
  | { type: "pass" }
  /** Forwarded after `forMs`, answered. */
  | { type: "delay"; forMs: number }
  /** Never forwarded, never answered: the server is frozen, or away behind a firewall. */
  | { type: "hang" }
  /** Forwarded once; the server has done it, but the answer is lost with the connection. */
  | { type: "lose-reply" }
  /** Never forwarded; the connection breaks. */
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
  /** How many requests came in, whatever became of them. */
  readonly requests: () => number;
  /** From now on, for requests that come in; those that hang stay hanging until `release`. */
  script(next: FaultScript): void;
  /** Nobody listens any more and every connection is broken, as after `kill -9`. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

const pass: FaultScript = () => ({ type: "pass" });
const hopByHop = new Set([
  "connection",
  "host",
  "keep-alive",
  "transfer-encoding",
  "content-length",
]);

/** Starts a proxy before `target`, which passes everything until it is told otherwise. */
export async function startFaultProxy(target: string, firstScript = pass): Promise<FaultProxy> {
  let decide = firstScript;
  let requestCount = 0;
  let port = 0;
  const sockets = new Set<Socket>();
  const aborts = new AbortController();

  async function forward(incoming: IncomingMessage, body: Uint8Array<ArrayBuffer>) {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (!hopByHop.has(name) && value !== undefined) headers.set(name, String(value));
    }
    return await fetch(new URL(incoming.url ?? "/", target), {
      method: incoming.method,
      headers,
      body: incoming.method === "GET" || incoming.method === "HEAD" ? undefined : body,
      redirect: "manual",
      signal: aborts.signal,
    });
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    requestCount += 1;
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
    const fault = await decide({
      method: incoming.method ?? "GET",
      path: incoming.url ?? "/",
      body,
    });
    if (fault.type === "hang") return;
    if (fault.type === "break") return void incoming.socket.destroy();
    if (fault.type === "status") {
      return void outgoing.writeHead(fault.status).end(fault.body ?? "");
    }
    if (fault.type === "delay") {
      await new Promise((resolve) => setTimeout(resolve, fault.forMs));
    }
    const response = await forward(incoming, body);
    if (fault.type === "lose-reply") {
      await response.body?.cancel();
      return void incoming.socket.destroy();
    }
    outgoing.writeHead(
      response.status,
      [...response.headers].filter(([name]) => !hopByHop.has(name) && name !== "content-encoding")
        .flat(),
    );
    if (response.body) {
      Readable.fromWeb(response.body as unknown as NodeReadableStream).on("error", () => {
        incoming.socket.destroy();
      }).pipe(outgoing);
    } else outgoing.end();
    for (let time = 0; fault.type === "repeat" && time < fault.times; time++) {
      await (await forward(incoming, body)).body?.cancel();
    }
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve());
    });
  const down = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await listen();
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requestCount,
    script: (next) => decide = next,
    down,
    up: listen,
    async close() {
      aborts.abort();
      await down();
    },
  };
}
