/**
 * The table of attacks that need nothing but a socket, against the built app behind a proxy of its own
 * (docs/security.md). Attacks that need a LiveKit server are in attacks_livekit_test.ts. One file, though a long one,
 * since each step is a row.
 */
import { expect } from "expect";
import { problemSchema } from "../../lib/contract/errors.ts";
import { endpointLimits } from "../../lib/server/http/kit/endpoint_limits.ts";
import { startApp } from "../../toolchain/app.ts";
import { bodyOf, changingEndpoints, pathOf, provenByTheBody } from "../fakes/changing_requests.ts";
import { exchange, type RawResponse, sendRaw } from "../fakes/raw_http.ts";

const host = "talk.example.org";
const ours = `https://${host}`;
const evil = "https://evil.example";
const partner = "https://partner.example";
const cookieName = "__Host-madang_guest";
const json = "application/json";
const livekit = {
  url: "wss://127.0.0.1:9",
  apiKey: "devkey",
  apiSecret: "a-secret-of-at-least-32-characters",
};

Deno.test("attacks over HTTP have exactly the outcome of the table", async (test) => {
  const app = await startApp({
    liveKit: livekit,
    env: { PUBLIC_URL: ours, TRUST_PROXY: "1", MADANG_ALLOWED_ORIGINS: partner },
  });
  const send = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const bytes = body === undefined ? null : new TextEncoder().encode(text);
    return sendRaw(app.port, { method, path, headers: { host, ...headers }, body: bytes });
  };
  const own = { "origin": ours, "sec-fetch-site": "same-origin", "content-type": json };
  const ask = (slug = "tea") => ({ roomName: `space-${slug}`, participantName: "Kim" });
  const enter = async (slug = "tea") => {
    const answer = await send("POST", "/api/guest-sessions", own, ask(slug));
    expect(answer.status).toBe(201);
    const [, token] = /^__Host-madang_guest=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "") ??
      [];
    return { token, cookie: `${cookieName}=${token}` };
  };
  const outcome = (answer: RawResponse) => {
    const isProblem = answer.headers.get("content-type") === "application/problem+json";
    return [answer.status, isProblem ? problemSchema.parse(JSON.parse(answer.body)).code : null];
  };

  try {
    await test.step("fixation: a planted session id is never taken over [S01]", async () => {
      const planted = `mdg_${"A".repeat(43)}`;
      const headers = { ...own, cookie: `${cookieName}=${planted}` };
      const answer = await send("POST", "/api/guest-sessions", headers, ask());
      expect(outcome(answer)).toEqual([201, null]);
      expect(answer.headers.get("set-cookie")).toMatch(
        /^__Host-madang_guest=mdg_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(answer.headers.get("set-cookie")).not.toContain(planted);
    });

    await test.step("a cookie that a subdomain could set, without __Host-, proves nothing [S03]", async () => {
      const { token } = await enter();
      for (const name of ["madang_guest", "__Secure-madang_guest", "__host-madang_guest"]) {
        const headers = { ...own, cookie: `${name}=${token}` };
        const answer = await send("POST", "/api/livekit/token", headers, { roomName: "space-tea" });
        expect([name, ...outcome(answer)]).toEqual([name, 401, "unauthenticated"]);
      }
    });

    await test.step("another site's page cannot use this browser's cookie [S04]", async () => {
      const { cookie } = await enter();
      const sites: Record<string, string>[] = [
        { "origin": evil, "sec-fetch-site": "cross-site" },
        { "origin": "https://other.example.org", "sec-fetch-site": "same-site" },
        { "origin": evil },
        { "origin": "null" },
        { "origin": `${ours}.evil.example` },
        { "origin": `http://${host}` },
        { "origin": partner, "sec-fetch-site": "cross-site" },
        {},
      ];
      for (const site of sites) {
        const headers = { ...site, cookie, "content-type": json };
        for (
          const answer of [
            await send("POST", "/api/livekit/token", headers, { roomName: "space-tea" }),
            await send("POST", "/api/guest-sessions", headers, { ...ask(), delivery: "body" }),
            await send("DELETE", "/api/guest-sessions/me", headers),
          ]
        ) {
          expect([site, ...outcome(answer)]).toEqual([site, 403, "cross-site"]);
          expect(answer.headers.has("set-cookie")).toBe(false);
        }
      }
      // And the session was ended by none of them.
      expect((await send("GET", "/api/guest-sessions/me", { cookie })).status).toBe(200);
    });

    await test.step("no endpoint that changes something takes another site's request with a cookie", async () => {
      const { cookie } = await enter();
      const headers = { origin: evil, "sec-fetch-site": "cross-site", cookie };
      for (const name of changingEndpoints) {
        const { method, path } = pathOf(name);
        const body = bodyOf(name);
        const type: Record<string, string> = body === undefined ? {} : { "content-type": json };
        const heard = outcome(await send(method, path, { ...headers, ...type }, body));
        expect([name, heard[1]]).toEqual([name, provenByTheBody[name] ?? "cross-site"]);
      }
      expect((await send("GET", "/api/guest-sessions/me", { cookie })).status).toBe(200);
    });

    await test.step("forms and no-cors requests of other sites change nothing [S06]", async () => {
      const { cookie } = await enter();
      const bodies: Record<string, string> = {
        "text/plain": JSON.stringify(ask()),
        "text/plain; charset=application/json": JSON.stringify(ask()),
        "application/x-www-form-urlencoded": "roomName=space-tea&participantName=Kim",
        "multipart/form-data; boundary=x":
          '--x\r\nContent-Disposition: form-data; name="roomName"\r\n\r\nspace-tea\r\n--x--',
      };
      for (const [type, body] of Object.entries(bodies)) {
        for (
          const path of ["/api/livekit/token", "/api/guest-sessions", "/api/livekit/departure"]
        ) {
          const headers = { origin: evil, cookie, "content-type": type };
          const answer = await send("POST", path, headers, body);
          expect([type, path, ...outcome(answer)])
            .toEqual([type, path, 415, "unsupported-media-type"]);
          expect(answer.headers.has("access-control-allow-origin")).toBe(false);
        }
      }
      for (const path of ["/", "/space/tea"]) {
        const answer = await send("POST", path, { origin: evil, cookie, "content-type": json }, {});
        expect([path, ...outcome(answer)]).toEqual([path, 405, "method-not-allowed"]);
      }
    });

    await test.step("pages of other origins read nothing; named ones do, without cookies [S07]", async () => {
      for (const origin of [evil, "null", `${partner}.evil.example`, "https://PARTNER.example"]) {
        const asked = { origin, "access-control-request-method": "POST" };
        const preflight = await send("OPTIONS", "/api/livekit/token", asked);
        expect(preflight.headers.has("access-control-allow-origin")).toBe(false);
      }
      const asked = { origin: partner, "access-control-request-method": "POST" };
      const preflight = await send("OPTIONS", "/api/livekit/token", asked);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(partner);
      expect(preflight.headers.has("access-control-allow-credentials")).toBe(false);
      expect(preflight.headers.get("access-control-allow-headers")).toBe(
        "authorization, content-type",
      );
    });

    await test.step("a guest of one space is none of another [S24]", async () => {
      const { cookie } = await enter("tea");
      const body = { roomName: "space-board" };
      const answer = await send("POST", "/api/livekit/token", { ...own, cookie }, body);
      expect(outcome(answer)).toEqual([403, "room-mismatch"]);
    });

    await test.step("malformed, unknown and ended sessions answer alike [S09]", async () => {
      const { token } = await enter();
      const end = { authorization: `Bearer ${token}` };
      expect((await send("DELETE", "/api/guest-sessions/me", end)).status).toBe(204);
      const bodies: string[] = [];
      for (const given of [token, `mdg_${"B".repeat(43)}`, "x", "mdu_x"]) {
        const headers = { "content-type": json, authorization: `Bearer ${given}` };
        const answer = await send("POST", "/api/livekit/token", headers, { roomName: "space-tea" });
        expect([given.length, ...outcome(answer)]).toEqual([given.length, 401, "session-invalid"]);
        bodies.push(answer.body.replace(/"requestId":"[^"]+"/, ""));
      }
      expect(new Set(bodies).size).toBe(1);
    });

    await test.step("no redirect leads away from here [S53]", async () => {
      const targets = [
        "//evil.example/?lang=ko",
        "///evil.example/?lang=ko",
        "/\\evil.example/?lang=ko",
        "/.//evil.example/?lang=ko",
        "/%2F%2Fevil.example/?lang=ko",
        "/%5C%5Cevil.example/?lang=ko",
        "/%09/evil.example/?lang=ko",
        "/space/tea/..//evil.example?lang=ko",
        "http://evil.example/?lang=ko",
        "http://evil.example//evil.example/?lang=ko",
        "/?space=https://evil.example/space/tea",
        "/?space=//evil.example/space/tea",
        "/?space=https://evil.example",
        "/?space=..%2f..%2fevil",
        "/?space=tea%0d%0aset-cookie:%20x=y",
        "/?lang=ko&next=https://evil.example",
        "/?new=1&space=https://evil.example",
        "/styles.css?__frsh_c=evil&next=//evil.example",
        "//evil.example/styles.css?__frsh_c=x",
      ];
      for (const target of targets) {
        const answer = await send("GET", target, { "x-forwarded-host": "evil.example" });
        const location = answer.headers.get("location");
        expect([target, answer.status]).toEqual([target, expect.any(Number)]);
        expect([target, answer.status < 500]).toEqual([target, true]);
        expect([target, /[\r\n]/.test(location ?? "")]).toEqual([target, false]);
        if (location === null) continue;
        expect([target, location]).toEqual([
          target,
          expect.stringMatching(/^(?:https:\/\/talk\.example\.org)?\/(?![/\\])/),
        ]);
        expect(new URL(location, ours).origin).toBe(ours);
      }
    });

    await test.step("what a proxy says of host and scheme changes nothing [S50]", async () => {
      const spoofed = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "http",
        "x-forwarded-port": "80",
        "forwarded": "for=1.2.3.4;host=evil.example;proto=http",
        "x-original-url": "/api/ready",
        "x-rewrite-url": "/api/ready",
        "x-http-method-override": "DELETE",
      };
      const answer = await send("POST", "/api/guest-sessions", { ...own, ...spoofed }, ask());
      expect(answer.status).toBe(201);
      expect(answer.headers.get("set-cookie")).toContain("; Secure;");
      const page = await send("GET", "/space/tea", spoofed);
      expect(page.body).not.toContain("evil.example");
    });

    await test.step("requests in requests: one is answered, or none [S54]", async () => {
      const inner = "GET /api/smuggled HTTP/1.1\r\nhost: x\r\n\r\n";
      const head = `POST /api/livekit/departure HTTP/1.1\r\nhost: ${host}\r\n` +
        "content-type: application/json\r\n";
      const refused: Record<string, string> = {
        "two lengths": `${head}content-length: 2\r\ncontent-length: 40\r\n\r\n{}${inner}`,
        "a list of lengths": `${head}content-length: 2, 40\r\n\r\n{}${inner}`,
        "a signed length": `${head}content-length: +2\r\n\r\n{}${inner}`,
        "a negative length": `${head}content-length: -2\r\n\r\n{}${inner}`,
        "a length in hexadecimal": `${head}content-length: 0x2\r\n\r\n{}${inner}`,
        "an unknown coding":
          `${head}transfer-encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${inner}`,
        "a space before the colon": `${head}content-length : 2\r\n\r\n{}${inner}`,
        "a folded line": `${head}x-a: b\r\n c\r\ncontent-length: 2\r\n\r\n{}${inner}`,
        "a bare CR": `${head}x-a: b\rcontent-length: 40\r\ncontent-length: 2\r\n\r\n{}${inner}`,
        "a length and chunks":
          `${head}content-length: 60\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${inner}`,
        "a NUL": `${head}x-a: b\0\r\ncontent-length: 2\r\n\r\n{}${inner}`,
      };
      for (const [name, bytes] of Object.entries(refused)) {
        const answer = await exchange(app.port, bytes);
        const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
        expect([name, statuses]).toEqual([name, ["400"]]);
      }
      // Chunks that break off are the end of the connection.
      const broken = `${head}transfer-encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n${inner}`;
      expect(await exchange(app.port, broken)).not.toContain("smuggled");
      // And what the exchange would show, were one let in.
      const two = await exchange(
        app.port,
        `GET /api/health HTTP/1.1\r\nhost: x\r\n\r\n${inner}`,
      );
      expect([...two.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status))
        .toEqual(["200", "404"]);
    });

    await test.step("headers and addresses without measure are refused, and the process lives [S55]", async () => {
      const many = Object.fromEntries(
        Array.from({ length: 500 }, (_, i) => [`x-header-${i}`, "x"]),
      );
      const oversized: [string, Record<string, string>][] = [
        ["/api/health", { "x-large": "x".repeat(1024 * 1024) }],
        ["/api/health", { cookie: "a=b; ".repeat(300_000) }],
        ["/api/health", many],
        [`/space/${"a".repeat(200_000)}`, {}],
      ];
      for (const [path, headers] of oversized) {
        const { status } = await send("GET", path, headers);
        expect([path.length, Object.keys(headers)[0], status])
          .toEqual([path.length, Object.keys(headers)[0], 400]);
      }
      expect((await send("GET", "/api/health")).status).toBe(200);
    });

    await test.step("files outside of static/ and the build are not served [S56]", async () => {
      for (
        const path of [
          "/../main.ts",
          "/..%2fmain.ts",
          "/%2e%2e/main.ts",
          "/static/../main.ts",
          "/..%5cmain.ts",
          "/%2e%2e%2f%2e%2e%2fetc/passwd",
          "//etc/passwd",
          "/_fresh/server.js",
          "/_fresh/snapshot.js",
          "/_fresh/js/../../server.js",
          "/.env",
          "/deno.json",
          "/.data/madang.kv",
          "/styles.css%00.html",
          "/__proto__",
          "/constructor",
        ]
      ) {
        const answer = await send("GET", path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.body).not.toMatch(/root:|import .* from|LIVEKIT/);
      }
    });

    await test.step("every page and every problem has its headers [S57]", async () => {
      const paths = ["/", "/?space=!", "/space/tea", "/space/a%2Fb", "/nowhere", "/%zz", "/api/x"];
      for (const path of paths) {
        const { headers } = await send("GET", path);
        const policy = headers.get("content-security-policy") ?? "";
        expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
        if (headers.get("content-type")?.startsWith("text/html")) {
          expect([path, policy]).toEqual([path, expect.stringContaining("base-uri 'none'")]);
          expect([path, policy]).toEqual([path, expect.stringContaining("form-action 'self'")]);
          expect([path, policy]).toEqual([path, expect.stringContaining("object-src 'none'")]);
          expect([path, policy]).toEqual([
            path,
            expect.stringMatching(/script-src 'self' 'nonce-/),
          ]);
        }
        expect([path, headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
        expect([path, headers.get("referrer-policy")])
          .toEqual([path, expect.stringMatching(/^(same-origin|no-referrer)$/)]);
        expect(policy).not.toMatch(/'unsafe-eval'|script-src[^;]*unsafe-inline/);
      }
    });

    await test.step("forwarding headers that a client wrote give no fresh budget [S49]", async () => {
      const burst = endpointLimits["POST /api/livekit/departure"].perAddress?.burst ?? 0;
      const depart = (address: string, headers: Record<string, string> = {}) =>
        fetch(`${app.url}/api/livekit/departure`, {
          method: "POST",
          headers: { "content-type": json, "x-forwarded-for": address, ...headers },
          body: '{"token":"x"}',
        });
      const statuses: number[] = [];
      let last: Response | null = null;
      for (let i = 0; i < burst + 60; i++) {
        last = await depart(`10.9.${i % 250}.8, 203.0.113.77`, {
          "x-real-ip": `10.0.0.${i % 250}`,
        });
        statuses.push(last.status);
        if (i < burst + 59) await last.body?.cancel();
      }
      expect(statuses.slice(0, burst).every((status) => status === 200)).toBe(true);
      expect(last?.status).toBe(429);
      expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(problemSchema.parse(await last?.json()).code).toBe("rate-limited");
      const other = await depart("203.0.113.78");
      await other.body?.cancel();
      expect(other.status).toBe(200);
    });
  } finally {
    await app.stop();
  }
});
