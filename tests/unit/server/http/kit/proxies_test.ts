import { expect } from "expect";
import { parseConfig } from "../../../../../lib/server/config/config.ts";
import { preflightResponse } from "../../../../../lib/server/http/kit/cors.ts";
import { noticeProxy } from "../../../../../lib/server/http/kit/setting_warnings.ts";
import { redirectToPublicUrl } from "../../../../../lib/server/http/kit/public_address.ts";
import { contentSecurityPolicy } from "../../../../../lib/server/http/kit/security_headers.ts";
import { openTestServer } from "../../../../fakes/test_server.ts";

Deno.test("noticeProxy() warns once of a forgotten TRUST_PROXY and PUBLIC_URL, by a private peer alone [S151]", async () => {
  const { services, lines } = await openTestServer();
  const passedOn = new Headers({ "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" });
  noticeProxy(new Headers(), "127.0.0.1", services);
  for (const anybody of ["198.51.100.4", "2001:db8::1"]) noticeProxy(passedOn, anybody, services);
  expect(services.warnings.active).toEqual([]);
  for (const peer of ["127.0.0.1", "10.0.0.2", "::1", null]) noticeProxy(passedOn, peer, services);
  expect(services.warnings.active).toEqual(["public-url-missing", "trust-proxy-missing"]);
  expect(lines.map((line) => JSON.parse(line).event))
    .toEqual(["trust-proxy-missing", "public-url-missing"]);
  const known = await openTestServer({ TRUST_PROXY: "1", PUBLIC_URL: "https://talk.example.org" });
  noticeProxy(passedOn, "127.0.0.1", known.services);
  expect(known.services.warnings.active).toEqual([]);
});

Deno.test("redirectToPublicUrl() leads pages of another public host to the one address", () => {
  const config = parseConfig({
    MADANG_LIVEKIT: "missing",
    PUBLIC_URL: "https://talk.example.org",
  });
  const led = (url: string, method = "GET") =>
    redirectToPublicUrl(new Request(url, { method }), config)?.headers.get("location") ?? null;
  expect(led("http://www.example.org/space/tea?x=1"))
    .toBe("https://talk.example.org/space/tea?x=1");
  expect(led("https://talk.example.org:8443/")).toBe("https://talk.example.org/");
  expect(led("http://203.0.113.5//evil.example/")).toBe("https://talk.example.org/evil.example/");
  expect(led("http://www.example.org/", "POST")).toBeNull();
  // A proxy that passes on no Host would be sent in circles.
  const stay = ["talk.example.org", "localhost:8000", "127.0.0.1:8000", "app:8000", "10.1.2.3"];
  for (const host of stay) expect([host, led(`http://${host}/`)]).toEqual([host, null]);
  const open = parseConfig({ MADANG_LIVEKIT: "missing" });
  expect(redirectToPublicUrl(new Request("http://www.example.org/"), open)).toBeNull();
});

Deno.test("preflightResponse() allows the headers that are asked for, and no text that is no name", () => {
  const config = { allowedOrigins: ["capacitor://localhost"] };
  const asked = (names: string, origin = "capacitor://localhost") =>
    preflightResponse(
      new Request("http://localhost:8000/api/livekit/token", {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": names,
        },
      }),
      config,
      ["POST"],
    )?.headers.get("access-control-allow-headers") ?? null;
  expect(asked("last-event-id, Traceparent,content-type"))
    .toBe("authorization, content-type, last-event-id, traceparent");
  expect(asked("*, a b, x;y")).toBe("authorization, content-type");
  expect(asked(Array.from({ length: 99 }, (_, index) => `x-${index}`).join())?.split(", ").length)
    .toBe(32);
  expect(asked("traceparent", "https://evil.example")).toBeNull();
});

Deno.test("contentSecurityPolicy() allows the regional hosts of LiveKit Cloud, and of no other LiveKit", () => {
  expect(contentSecurityPolicy("wss://home-1234.livekit.cloud")[0])
    .toBe("connect-src 'self' wss://*.livekit.cloud https://*.livekit.cloud");
  expect(contentSecurityPolicy("wss://livekit.cloud.example.org")[0])
    .toBe("connect-src 'self' wss://livekit.cloud.example.org https://livekit.cloud.example.org");
});
