import { expect } from "expect";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";

/** A server that remembers what it was sent, behind a proxy. */
async function withProxy(
  run: (parts: {
    proxy: FaultProxy;
    received: string[];
  }) => Promise<void>,
) {
  const received: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    received.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
    return new Response("done", { status: 201, headers: { "x-from": "server" } });
  });
  const proxy = startFaultProxy(`http://127.0.0.1:${server.addr.port}`);
  try {
    await run({ proxy, received });
  } finally {
    await proxy.close();
    await server.shutdown();
  }
}

/** A whole exchange: an answer that breaks off rejects. */
async function post(url: string, signal?: AbortSignal) {
  const response = await fetch(`${url}/path`, { method: "POST", body: "hello", signal });
  return {
    status: response.status,
    from: response.headers.get("x-from"),
    text: await response.text(),
  };
}

Deno.test("startFaultProxy() forwards a request and streams its answer back", () =>
  withProxy(async ({ proxy, received }) => {
    expect(await post(proxy.url)).toEqual({ status: 201, from: "server", text: "done" });
    expect(received).toEqual(["POST /path hello"]);
    expect(proxy.requests()).toBe(1);
  }));

Deno.test("startFaultProxy() loses a reply after the server has done its work", () =>
  withProxy(async ({ proxy, received }) => {
    proxy.script(() => ({ type: "lose-reply" }));
    await expect(post(proxy.url)).rejects.toThrow();
    expect(received).toEqual(["POST /path hello"]);
  }));

Deno.test("startFaultProxy() answers for the server, breaks, and hangs", () =>
  withProxy(async ({ proxy, received }) => {
    proxy.script(() => ({ type: "status", status: 500, body: "no" }));
    expect(await post(proxy.url)).toEqual({ status: 500, from: null, text: "no" });
    proxy.script(() => ({ type: "break" }));
    await expect(post(proxy.url)).rejects.toThrow();
    proxy.script(() => ({ type: "hang" }));
    await expect(post(proxy.url, AbortSignal.timeout(100))).rejects.toThrow();
    expect(received).toEqual([]);
  }));

Deno.test("startFaultProxy() goes down and comes back on the same port", () =>
  withProxy(async ({ proxy }) => {
    await proxy.down();
    await expect(post(proxy.url)).rejects.toThrow();
    await proxy.up();
    expect((await post(proxy.url)).text).toBe("done");
  }));

Deno.test("startFaultProxy() repeats a request, once answered", () =>
  withProxy(async ({ proxy, received }) => {
    proxy.script(() => ({ type: "repeat", times: 2 }));
    await post(proxy.url);
    expect(received).toEqual(Array(3).fill("POST /path hello"));
  }));
