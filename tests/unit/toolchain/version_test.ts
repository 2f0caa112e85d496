import { expect } from "expect";
import { isAtLeast, parseVersion } from "../../../toolchain/version.ts";

Deno.test("parseVersion() reads what livekit-server prints", () => {
  expect(parseVersion("livekit-server version 1.13.5\n")).toEqual([1, 13, 5]);
  expect(parseVersion("v1.13.10-rc1 (go1.26.8)")).toEqual([1, 13, 10]);
});

Deno.test("parseVersion() answers null where there is no version", () => {
  for (const text of ["", "livekit-server version dev", "1.13"]) {
    expect(parseVersion(text)).toBeNull();
  }
});

Deno.test("isAtLeast() compares by number, part by part", () => {
  expect(isAtLeast([1, 13, 0], [1, 13, 0])).toBe(true);
  expect(isAtLeast([1, 9, 9], [1, 13, 0])).toBe(false);
  expect(isAtLeast([1, 13, 10], [1, 13, 9])).toBe(true);
  expect(isAtLeast([2, 0, 0], [1, 13, 9])).toBe(true);
  expect(isAtLeast([0, 99, 99], [1, 0, 0])).toBe(false);
});
