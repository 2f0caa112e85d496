import { expect } from "expect";
import fc from "fast-check";
import { ownPath } from "../../../lib/contract/own_path.ts";

Deno.test("ownPath() answers paths of this site", () => {
  for (
    const path of ["/", "/account", "/space/tea", "/space/tea?knock=1#now", "/sign-in?return=%2F"]
  ) {
    expect(ownPath(path)).toBe(path);
  }
  expect(ownPath("/a/../account")).toBe("/account");
  expect(ownPath("/https://evil.example")).toBe("/https://evil.example");
});

Deno.test("ownPath() refuses every other site, in any spelling", () => {
  for (
    const wanted of [
      null,
      "",
      "account",
      "https://evil.example",
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "/\t/evil.example",
      "\t//evil.example",
      " //evil.example",
      "/\n/evil.example",
      "/.//evil.example",
      "/..//evil.example",
      "/%2e//evil.example",
      "/a/..//evil.example",
      "javascript:alert(1)",
      "data:text/html,x",
      "https:evil.example",
      "http:/evil.example",
      "/\u0000",
      "/api/account",
      "/a/../api",
      "/" + "a".repeat(500),
    ]
  ) expect([wanted, ownPath(wanted)]).toEqual([wanted, null]);
});

Deno.test("ownPath() never leaves the site, whatever is asked for", () => {
  const part = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2e",
    "%2f",
    "@",
    ":",
    "\t",
    "\n",
    "evil.example",
    "?",
    "#",
    "a",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = ownPath("/" + parts.join(""));
      if (path === null) return;
      expect(new URL(path, "https://talk.example.org/sign-in").origin).toBe(
        "https://talk.example.org",
      );
    }),
    { numRuns: 5000 },
  );
});
