import { expect } from "expect";
import { ownPath, ownPathMaxCharacters } from "../../../../../lib/server/http/kit/own_path.ts";

Deno.test("ownPath() keeps a page of this site, with query and fragment", () => {
  for (const path of ["/", "/space/tea", "/space/tea?x=1&y=%2F#in", "/account", "/a/%2F/b"]) {
    expect(ownPath(path)).toBe(path);
  }
  expect(ownPath("/space/마당")).toBe("/space/%EB%A7%88%EB%8B%B9");
  expect(ownPath("/space/../space/tea")).toBe("/space/tea");
});

Deno.test("ownPath() turns every spelling of another site, and every endpoint, into the home page [S23]", () => {
  const attacks = [
    null,
    "",
    "space/tea",
    "https://evil.example.org/",
    "https:evil.example.org",
    "https:/evil.example.org",
    "HTTPS://evil.example.org",
    "//evil.example.org",
    "///evil.example.org",
    "/\\evil.example.org",
    "\\\\evil.example.org",
    "\\/evil.example.org",
    "/\\/evil.example.org",
    "/.//evil.example.org",
    "/..//evil.example.org",
    "/%2e//evil.example.org",
    "/x/..//evil.example.org",
    "/\t/evil.example.org",
    "/\n/evil.example.org",
    "\t//evil.example.org",
    " //evil.example.org",
    "/ /evil.example.org",
    "/\u00a0/evil.example.org",
    "/\u2028/evil.example.org",
    "/x\r\nset-cookie: a=b",
    "/x\u0000",
    "//user:password@evil.example.org",
    "https://talk.example.org@evil.example.org",
    "@evil.example.org",
    ".evil.example.org",
    "javascript:alert(1)",
    "data:text/html,x",
    "/half\ud800",
    "/auth/oidc/start",
    "/auth/oidc/callback?code=x",
    "/x/../auth/oidc/start",
    "/API/livekit/token",
    "/sign-in?return=/sign-in",
    `/${"x".repeat(ownPathMaxCharacters)}`,
  ];
  for (const attack of attacks) expect([attack, ownPath(attack)]).toEqual([attack, "/"]);
});
