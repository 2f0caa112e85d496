import { expect } from "expect";
import { nameOfClaims } from "../../../../lib/server/base/display_name_from_claims.ts";

Deno.test("nameOfClaims() skips claims without a visible character", () => {
  const claims = { name: "\u3164", given_name: "\u200b", nickname: "\u0301" };
  expect(nameOfClaims({ ...claims, preferred_username: "Kim\u200b" })).toBe("Kim");
  expect(nameOfClaims({ name: "\u2800", nickname: 1, email: null })).toBeNull();
});

Deno.test("nameOfClaims() cuts, and removes forbidden characters", () => {
  expect(nameOfClaims({ name: `\u202E${"가".repeat(60)}` })).toBe("가".repeat(50));
});

Deno.test("nameOfClaims() takes the best claim that is there", () => {
  const claims = {
    ...{ name: "Kim Min-jun", given_name: "Minjun", family_name: "Kim", nickname: "Min" },
    ...{ preferred_username: "mkim", email: "min.kim@example.org" },
  };
  const names = Object.keys(claims).map((_, i, keys) =>
    nameOfClaims(
      Object.fromEntries(Object.entries(claims).filter(([key]) => keys.indexOf(key) >= i)),
    )
  );
  // Without `name`, then without the given name …
  expect(names).toEqual(["Kim Min-jun", "Minjun Kim", "Kim", "Min", "mkim", "min.kim"]);
});

Deno.test("nameOfClaims() writes Korean, Chinese and Japanese names with the family first", () => {
  expect(nameOfClaims({ given_name: "민준", family_name: "김" })).toBe("김민준");
  expect(nameOfClaims({ given_name: " 太郎", family_name: "山田 " })).toBe("山田太郎");
  expect(nameOfClaims({ given_name: "Minjun", family_name: "김" })).toBe("Minjun 김");
});

Deno.test("nameOfClaims() shows no mail address to others", () => {
  expect(nameOfClaims({ preferred_username: "kim@example.org" })).toBe("kim");
  expect(nameOfClaims({ email: "kim@example.org" })).toBe("kim");
  expect(nameOfClaims({ preferred_username: "@kim" })).toBe("@kim");
});
