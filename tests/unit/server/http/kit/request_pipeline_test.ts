import { expect } from "expect";
import { problemSchema } from "../../../../../lib/contract/errors.ts";
import { AppError } from "../../../../../lib/server/base/app_error.ts";
import { answerApi } from "../../../../../lib/server/http/kit/api.ts";
import { asAppError, errorPageInit } from "../../../../../lib/server/http/kit/errors.ts";
import { isApiPath, sanitizeRequest } from "../../../../../lib/server/http/kit/request_pipeline.ts";
import { negotiateLocale } from "../../../../../lib/server/http/kit/negotiate_locale.ts";
import {
  contentSecurityPolicy,
  withSecurityHeaders,
} from "../../../../../lib/server/http/kit/security_headers.ts";
import { openTestServices } from "../../../../fakes/test_services.ts";

const site = "http://localhost:8000";

Deno.test("sanitizeRequest() refuses methods that the server does not know, and Fresh's list of sources", async () => {
  for (
    const [method, path, status, code] of [
      ["PROPFIND", "/", 405, "method-not-allowed"],
      ["get-it", "/api/health", 405, "method-not-allowed"],
      ["GET", "/_fresh/js/1f/metafile.json", 404, "not-found"],
      ["GET", "//_fresh/js/1f/metafile.json", 404, "not-found"],
    ] as const
  ) {
    const answer = sanitizeRequest(new Request(site + path, { method }), "r1");
    expect(answer).toBeInstanceOf(Response);
    if (!(answer instanceof Response)) return;
    const problem = problemSchema.parse(await answer.json());
    expect([method, path, answer.status, problem.code]).toEqual([method, path, status, code]);
    expect(answer.headers.has("allow")).toBe(status === 405);
  }
});

Deno.test("sanitizeRequest() passes on a valid request, and escapes a path that cannot be decoded", async () => {
  const valid = new Request(`${site}/space/%EA%B0%80?a=%zz`);
  expect(sanitizeRequest(valid, "r1")).toBe(valid);
  for (const path of ["/space/%zz", "/space/%ff", "/%", "/api/spaces/%C3%28/presence"]) {
    const repaired = sanitizeRequest(
      new Request(`${site}${path}?q=%zz`, { method: "POST", body: "text" }),
      "r1",
    );
    expect(repaired).toBeInstanceOf(Request);
    if (!(repaired instanceof Request)) return;
    const { pathname, search } = new URL(repaired.url);
    expect([decodeURIComponent(pathname), search]).toEqual([path, "?q=%zz"]);
    expect([repaired.method, await repaired.text()]).toEqual(["POST", "text"]);
  }
});

Deno.test("sanitizeRequest() drops the query parameter of Fresh's partials, and keeps the rest", () => {
  for (
    const [asked, passedOn] of [
      ["/?fresh-partial", "/"],
      ["/space/tea?a=1&fresh-partial=true&b=2", "/space/tea?a=1&b=2"],
      ["/sign-in?fresh%2Dpartial=&fresh-partial=2&return=%2Fspace", "/sign-in?return=%2Fspace"],
    ]
  ) {
    const admitted = sanitizeRequest(
      new Request(site + asked, { headers: { cookie: "a=b" } }),
      "r1",
    );
    if (!(admitted instanceof Request)) throw new Error(`${asked} was refused`);
    const { pathname, search } = new URL(admitted.url);
    expect([pathname + search, admitted.headers.get("cookie")]).toEqual([passedOn, "a=b"]);
  }
});

Deno.test("sanitizeRequest() redirects an address with trailing slashes to the one without, and to no other host", () => {
  const locationOf = (path: string, method = "GET") => {
    const answer = sanitizeRequest(new Request(site + path, { method }), "r1");
    return answer instanceof Response ? [answer.status, answer.headers.get("location")] : null;
  };
  expect(locationOf("/space/%EA%B0%80/?lang=ko")).toEqual([308, "/space/%EA%B0%80?lang=ko"]);
  expect(locationOf("/account//", "HEAD")).toEqual([308, "/account"]);
  expect(locationOf("//evil.example/")).toEqual([308, "/evil.example"]);
  expect(locationOf("/\\evil.example/")).toEqual([308, "/evil.example"]);
  for (const path of ["/", "//", "/space/tea", "/api/health/"]) expect(locationOf(path)).toBeNull();
  expect(locationOf("/account/", "POST")).toBeNull();
});

Deno.test("isApiPath() is true for the API alone", () => {
  expect(["/api", "/api/x", "/apis", "/space/api"].map(isApiPath))
    .toEqual([true, true, false, false]);
});

Deno.test("answerApi() answers by method, HEAD as GET, and other methods with the allowed ones", async () => {
  await using server = await openTestServices();
  const state = { services: server.services, requestId: "r1" };
  const endpoints = {
    GET: () => Promise.resolve(new Response("got")),
    POST: () => Promise.reject(new AppError("not-found", "secret words")),
    DELETE: () => Promise.reject(new Error("secret words")),
  };
  const ask = (method: string) => answerApi(new Request(site, { method }), state, endpoints);
  expect(await (await ask("GET")).text()).toBe("got");
  expect((await ask("HEAD")).status).toBe(200);
  const put = await ask("PUT");
  expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, HEAD, POST, DELETE"]);
  const options = await ask("OPTIONS");
  expect([options.status, options.headers.get("allow")]).toEqual([204, put.headers.get("allow")]);
  for (const [method, status, code] of [["POST", 404, "not-found"], ["DELETE", 500, "internal"]]) {
    const answer = await ask(String(method));
    const text = await answer.text();
    expect([answer.status, problemSchema.parse(JSON.parse(text)).code]).toEqual([status, code]);
    expect(text).not.toContain("secret");
  }
});

Deno.test("asAppError() takes the status of an HTTP error, and makes other values internal", () => {
  const http = (status: unknown) => asAppError(Object.assign(new Error("x"), { status })).code;
  expect([404, 405, 500, 200, "404"].map(http))
    .toEqual(["not-found", "method-not-allowed", "internal", "internal", "internal"]);
  expect([null, "text", { status: 404 }].map((thrown) => asAppError(thrown).code))
    .toEqual(["internal", "internal", "internal"]);
  const own = new AppError("space-full", "x");
  expect(asAppError(own)).toBe(own);
  const { status, headers } = errorPageInit(new AppError("storage-unavailable", "x"));
  expect([status, new Headers(headers).get("retry-after")]).toEqual([503, "2"]);
});

Deno.test("contentSecurityPolicy() lets the page reach LiveKit by ws and by http", () => {
  const connect = (url: string | null) => contentSecurityPolicy(url)[0];
  expect(connect("ws://localhost:7880"))
    .toBe("connect-src 'self' ws://localhost:7880 http://localhost:7880");
  expect(connect("wss://livekit.example.org/rtc"))
    .toBe("connect-src 'self' wss://livekit.example.org https://livekit.example.org");
  expect(connect(null)).toBe("connect-src 'self'");
});

Deno.test("withSecurityHeaders() sets a policy on every answer, and keeps its own headers", () => {
  const html = withSecurityHeaders(
    new Response("", {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self'; upgrade-insecure-requests",
        "referrer-policy": "no-referrer",
      },
    }),
    "/",
  );
  expect(html.headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(html.headers.get("referrer-policy")).toBe("no-referrer");
  expect(html.headers.get("permissions-policy")).toContain("speaker-selection=(self)");
  const policyOf = (type: string) =>
    withSecurityHeaders(new Response("", { headers: { "content-type": type } }), "/").headers
      .get("content-security-policy");
  expect(policyOf("application/json")).toContain("default-src 'none'");
  expect(policyOf("image/svg+xml")).toContain("default-src 'none'");
  expect(policyOf("text/javascript")).toBeNull();
  // A redirect has immutable headers.
  const redirect = withSecurityHeaders(Response.redirect(`${site}/elsewhere`), "/");
  expect([redirect.status, redirect.headers.get("x-content-type-options")])
    .toEqual([302, "nosniff"]);
});

Deno.test("withSecurityHeaders() lets WebAssembly run on the page of a space alone, and text nowhere [S320]", () => {
  const policyOf = (pathname: string, status = 200) => {
    const policy = "default-src 'self'; script-src 'self' 'nonce-abc'; base-uri 'none'";
    const headers = { "content-type": "text/html", "content-security-policy": policy };
    return withSecurityHeaders(new Response("", { status, headers }), pathname).headers
      .get("content-security-policy");
  };
  expect(policyOf("/space/tea")).toBe(
    "default-src 'self'; script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'; base-uri 'none'",
  );
  const others = ["/", "/sign-in", "/account", "/space", "/space/tea/settings", "/x/space/tea"];
  for (const pathname of others) expect(policyOf(pathname)).not.toContain("wasm");
  expect(policyOf("/space/tea", 404)).not.toContain("wasm");
});

Deno.test("negotiateLocale() takes the cookie's language, else the browser's best, else English", () => {
  const locale = (acceptLanguage: string, cookie = "") =>
    negotiateLocale(new Headers({ "accept-language": acceptLanguage, cookie }), ["en", "ko"]);
  expect(locale("ko-KR,ko;q=0.9,en;q=0.8")).toBe("ko");
  expect(locale("en-GB,ko;q=0.9")).toBe("en");
  expect(locale("fr, ko;q=0.4, en;q=0.3")).toBe("ko");
  expect(locale("ko;q=0, *;q=0.1")).toBe("en");
  expect(locale("kok, *")).toBe("en");
  expect(locale("KO")).toBe("ko");
  expect(locale(";;q=,,q=7")).toBe("en");
  expect(locale("")).toBe("en");
  expect(locale("en", "a=b; madang_locale=ko")).toBe("ko");
  expect(locale("ko", "madang_locale=fr; xmadang_locale=en")).toBe("ko");
});
