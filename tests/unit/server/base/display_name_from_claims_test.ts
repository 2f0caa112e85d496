import { expect } from "expect";
import {
  defaultDisplayName,
  displayNameFromClaims,
} from "../../../../lib/server/base/display_name_from_claims.ts";

Deno.test("displayNameFromClaims() skips claims without a visible character", () => {
  expect(displayNameFromClaims("\u3164", "\u200b", "\u0301", "Kim\u200b")).toBe("Kim");
  expect(displayNameFromClaims("\u2800", 1, null)).toBe(defaultDisplayName);
});

Deno.test("displayNameFromClaims() cuts, and removes forbidden characters", () => {
  expect(displayNameFromClaims(`\u202E${"가".repeat(60)}`)).toBe("가".repeat(50));
});
