import { expect } from "expect";
import { claimedName, namelessPerson } from "../../../../lib/server/base/claimed_name.ts";

Deno.test("claimedName() passes over what shows nothing", () => {
  expect(claimedName("\u3164", "\u200b", "\u0301", "Kim\u200b")).toBe("Kim");
  expect(claimedName("\u2800", 1, null)).toBe(namelessPerson);
});

Deno.test("claimedName() cuts, and takes out what may not stand in a name", () => {
  expect(claimedName(`\u202E${"가".repeat(60)}`)).toBe("가".repeat(50));
});
