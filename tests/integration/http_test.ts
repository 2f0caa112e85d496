/** The built app over HTTP: headers of every answer, and cases that Fresh alone would get wrong. One app serves all of it, so one long file. */
import { expect } from "expect";
import { problemSchema } from "../../lib/contract/errors.ts";
import { type App, startApp } from "../../toolchain/app.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { sendRaw } from "../fakes/raw_http.ts";

Deno.test("the app over HTTP", async (test) => {
  const port = freeTcpPort();
  const liveKit = await startLiveKit({
    webhookUrls: [`http://127.0.0.1:${port}/api/livekit/webhook`],
  });
  const app = await startApp({ liveKit, port });
  const get = (path: string, init: RequestInit = {}) =>
    fetch(app.url + path, { redirect: "manual", ...init });
  try {
    await test.step("health and readiness answer without a session", async () => {
      expect(await (await get("/api/health")).json()).toEqual({ status: "ok" });
      const ready = await get("/api/ready");
      expect([ready.status, await ready.json()]).toEqual([200, {
        livekit: true,
        storage: true,
        warnings: [],
      }]);
      expect((await get("/api/health", { method: "HEAD" })).status).toBe(200);
    });

    await test.step("pages, problems and files all say what a browser may do with them", async () => {
      const paths = ["/", "/space/tea", "/nowhere", "/space/a%2Fb", "/api/health", "/api/nowhere"];
      for (const path of [...paths, "/styles.css", "/icon.svg"]) {
        const { headers, body } = await get(path);
        await body?.cancel();
        expect([path, headers.get("permissions-policy")])
          .toEqual([path, expect.stringContaining("camera=(self)")]);
        expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
        expect([path, headers.get("content-security-policy")])
          .toEqual([path, expect.stringContaining("default-src")]);
        expect([path, headers.has("x-request-id")]).toEqual([path, true]);
      }
    });

    await test.step("a page's policy has nonces and LiveKit's origins, by ws and by http", async () => {
      const page = await get("/space/tea");
      const policy = page.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
      expect(await page.text()).toContain(`nonce="${nonce}"`);
      expect(policy).toContain(`connect-src 'self' ${liveKit.url} ${liveKit.apiUrl}`);
      expect(policy).not.toMatch(/unsafe-inline|upgrade-insecure-requests/);
    });

    await test.step("pages and scripts are compressed, and events are passed on at once", async () => {
      const html = await (await get("/space/tea")).text();
      const island = /\/_fresh\/js\/[^"' ]*SpaceIsland[^"' ]*\.js/.exec(html)?.[0] ?? "";
      const packed = { "accept-encoding": "gzip, br" };
      for (const path of ["/space/tea", island, "/styles.css"]) {
        const { headers } = await sendRaw(app.port, { method: "GET", path, headers: packed });
        expect([path, headers.get("content-encoding")]).toEqual([path, "br"]);
      }
      const stream = await get("/api/spaces/tea/presence", {
        headers: { ...packed, accept: "text/event-stream" },
      });
      const events = textOf(stream);
      await events.until('"count":0');
      await events.cancel();
    });

    await test.step("every spelling of a space's name leads to one page, in any script", async () => {
      const led = async (path: string) => {
        const answer = await get(path);
        await answer.body?.cancel();
        return [answer.status, answer.headers.get("location")];
      };
      const page = "/space/%EC%9A%B0%EB%A6%AC-%ED%8C%80";
      const decomposed = encodeURIComponent("우리-팀".normalize("NFD"));
      for (
        const [path, status, location] of [
          ["/space/Team", 302, "/space/team"],
          ["/space/team.?x=1", 302, "/space/team?x=1"],
          ["/space/team)", 302, "/space/team"],
          ["/space/team%2C", 302, "/space/team"],
          ["/space/team/", 308, "/space/team"],
          ["/space/Team/settings", 302, "/space/team/settings"],
          ["/space/%EC%9A%B0%EB%A6%AC%20%ED%8C%80", 302, page],
          [`/space/${decomposed}`, 302, page],
          [`/?space=${encodeURIComponent("우리 팀!")}`, 303, page],
          [page, 200, null],
          [`${page}/settings`, 200, null],
        ] as const
      ) {
        expect([path, ...await led(path)]).toEqual([path, status, location]);
      }
      const html = await (await get(page)).text();
      expect(html).toContain("<title>우리-팀 · Madang</title>");
      // Its link's preview, from our own server alone.
      expect(html).toMatch(/<meta property="og:title" content="우리-팀"/);
      expect(html).toContain(`content="${app.url}${page}"`);
      const [, picture] = /property="og:image" content="([^"]*)"/.exec(html) ?? [];
      expect(picture).toBe(`${app.url}/preview.png`);
      const shown = await fetch(picture);
      await shown.body?.cancel();
      expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
    });

    await test.step("an unknown address answers a page to people, a problem to programs", async () => {
      for (
        const path of ["/nowhere", "/space/%zz", "/space/%ff", "/%", "/space/%2F", "/space"]
      ) {
        const page = await get(path, { headers: { "accept-language": "ko" } });
        expect([path, page.status, page.headers.get("content-type")])
          .toEqual([path, 404, expect.stringContaining("text/html")]);
        expect(await page.text()).toContain('<html lang="ko"');
      }
      for (const path of ["/api", "/api/nowhere", "/api/%ff", "/api/spaces/%zz/presence"]) {
        const answer = await get(path);
        expect([path, answer.status]).toEqual([path, 404]);
        const problem = problemSchema.parse(await answer.json());
        expect([problem.code, problem.requestId])
          .toEqual(["not-found", answer.headers.get("x-request-id")]);
      }
      const metafile = await get("/_fresh/js/1/metafile.json");
      expect(metafile.status).toBe(404);
      await metafile.body?.cancel();
    });

    await test.step("each address tells which methods it takes", async () => {
      for (
        const [method, path, allow] of [
          ["POST", "/", "GET, HEAD"],
          ["DELETE", "/space/tea", "GET, HEAD"],
          ["GET", "/api/livekit/token", "POST"],
          ["GET", "/api/livekit/webhook", "POST"],
          ["PUT", "/api/guest-sessions/me", "GET, HEAD, DELETE"],
          ["POST", "/api/spaces/tea/presence", "GET, HEAD"],
          ["PROPFIND", "/api/health", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"],
          ["PROPFIND", "/", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"],
        ]
      ) {
        const answer = await get(path, { method });
        expect([method, path, answer.status, answer.headers.get("allow")])
          .toEqual([method, path, 405, allow]);
        expect(problemSchema.parse(await answer.json()).code).toBe("method-not-allowed");
      }
    });

    await test.step("the page has presence, and knows that LiveKit is there", async () => {
      // In another script and spelling than stored: LiveKit's room and its webhooks belong to the same space.
      const roomName = "space-우리 팀";
      const presence = `/api/spaces/${encodeURIComponent("우리-팀")}/presence`;
      const answer = await get("/api/guest-sessions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ roomName, participantName: "Kim" }),
      });
      const { sessionToken } = await answer.json();
      const headers = {
        authorization: `Bearer ${sessionToken}`,
        "content-type": "application/json",
      };
      const token = await get("/api/livekit/token", {
        method: "POST",
        headers,
        body: JSON.stringify({ roomName }),
      });
      const events = await get(presence, {
        headers: { ...headers, accept: "text/event-stream" },
      });
      expect(events.headers.get("content-type")).toBe("text/event-stream");
      const stream = textOf(events);
      await stream.until('"count":0,"people":[]');
      const participant = await joinAsParticipant({
        ...await token.json(),
        hasTone: false,
        hasPicture: false,
      });
      await until(async () => (await (await get(presence)).json()).count === 1);
      const inside = await (await get(presence, { headers })).json();
      expect(inside.people[0].participantName).toBe("Kim");
      await stream.until('"participantName":"Kim"');
      await stream.cancel();
      await participant.leave();
      await until(async () => (await (await get(presence)).json()).count === 0);
    });

    await test.step("a LiveKit that is gone is told by readiness; pages are served all the same", async () => {
      await liveKit.kill();
      const ready = await get("/api/ready");
      expect([ready.status, await ready.json()]).toEqual([503, {
        livekit: false,
        storage: true,
        warnings: [],
      }]);
      const page = await get("/space/tea");
      expect(page.status).toBe(200);
      await page.body?.cancel();
    });
  } finally {
    await liveKit.kill();
    await app.stop();
  }
});

Deno.test("the app starts without a LiveKit server, and with a wrong environment it names the mistake", async () => {
  const app = await startApp({ liveKit: null });
  try {
    const page = await fetch(`${app.url}/space/tea`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("connect-src 'self';");
    await page.body?.cancel();
    const ready = await fetch(`${app.url}/api/ready`);
    expect(await ready.json()).toEqual({
      livekit: false,
      storage: true,
      warnings: [],
    });
  } finally {
    await app.stop();
  }
  const wrong = startApp({ liveKit: null, env: { LIVEKIT_URL: "x://secret", LOG_LEVEL: "loud" } })
    .then((started: App) => started.stop().then(() => "it started"), String);
  const words = await wrong;
  expect(words).toContain("LIVEKIT_URL: a ws:// or wss:// address");
  expect(words).toContain("LOG_LEVEL: ");
  expect(words).not.toContain("secret");
});

Deno.test("SIGUSR2 sends a proxy's next requests elsewhere: health is 503, and answers end their connections", async () => {
  const app = await startApp({ liveKit: null });
  try {
    const health = () => sendRaw(app.port, { method: "GET", path: "/api/health", headers: {} });
    expect((await health()).status).toBe(200);
    app.signal("SIGUSR2");
    await until(async () => (await health()).status === 503);
    // A request that would keep its connection is answered by asking for the end of it.
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: app.port });
    const request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    const bytes = new Uint8Array(4_000);
    const length = await connection.read(bytes) ?? 0;
    expect(new TextDecoder().decode(bytes.subarray(0, length)))
      .toMatch(/^HTTP\/1\.1 200 .*\r\n(?:.*\r\n)*connection: close\r\n/i);
  } finally {
    await app.stop();
  }
});

Deno.test("SIGTERM ends the app, once it has answered the requests under way", async () => {
  // A LiveKit that takes connections and never answers: what asks it takes 2 s.
  using silence = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `ws://127.0.0.1:${silence.addr.port}`;
  const app = await startApp({
    liveKit: { url, apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" },
  });
  const slow = fetch(`${app.url}/api/ready`);
  // Half of a body has come: whole, the request will succeed at another replica, or a second later.
  const half = await Deno.connect({ hostname: "127.0.0.1", port: app.port });
  await half.write(new TextEncoder().encode(
    "POST /api/guest-sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
      'Content-Length: 60\r\n\r\n{"roomName":',
  ));
  const headers = { accept: "text/event-stream" };
  const stream = textOf(await fetch(`${app.url}/api/spaces/tea/presence`, { headers }));
  await (await fetch(`${app.url}/api/health`)).body?.cancel();
  app.signal("SIGTERM");
  await refused(`${app.url}/api/health`);
  const answered = new Uint8Array(2_000);
  const length = await half.read(answered) ?? 0;
  half.close();
  const told = new TextDecoder().decode(answered.subarray(0, length));
  expect(told).toMatch(/^HTTP\/1\.1 503 .*\r\n(?:.*\r\n)*retry-after: 1\r\n/i);
  expect(told).toContain("server-restarting");
  expect(await (await slow).json()).toEqual({
    livekit: false,
    storage: true,
    warnings: [],
  });
  await stream.ended();
  await app.stop();
});

/** The text of an answer that goes on and on. */
function textOf({ body }: Response) {
  if (body === null) throw new Error("An answer without a body");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async until(part: string) {
      while (!text.includes(part)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`It ended without ${part}: ${text}`);
        text += value;
      }
    },
    async ended() {
      while (!(await reader.read()).done);
    },
    cancel: () => reader.cancel(),
  };
}

/** Resolves when no server listens there any more. */
async function refused(url: string): Promise<void> {
  const limit = Date.now() + 20_000;
  while (await fetch(url).then((answer) => answer.text(), () => null) !== null) {
    if (Date.now() > limit) throw new Error("Still listening after 20 s");
  }
}

/** Asks again, without a pause, until it holds; 20 s at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 20_000;
  while (!await holds()) {
    if (Date.now() > limit) throw new Error(`Not in 20 s: ${holds}`);
  }
}
