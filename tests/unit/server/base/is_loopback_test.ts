import { expect } from "expect";
import { isExposedWithoutHttps } from "../../../../lib/server/base/is_loopback.ts";

Deno.test("isExposedWithoutHttps() is true where other machines can connect without https", () => {
  const lan = "http://192.168.0.5:8000";
  for (const host of ["0.0.0.0", "::", "[::]", "192.168.0.5", "talk.example.org"]) {
    expect([host, isExposedWithoutHttps(host, null)]).toEqual([host, true]);
    expect([host, isExposedWithoutHttps(host, lan)]).toEqual([host, true]);
    expect([host, isExposedWithoutHttps(host, "https://talk.example.org")]).toEqual([host, false]);
  }
  for (const host of [undefined, "", "127.0.0.1", "localhost", "::1", "[::1]"]) {
    expect([host, isExposedWithoutHttps(host, null)]).toEqual([host, false]);
  }
});
