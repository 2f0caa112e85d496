import { expect } from "expect";
import { version } from "../../lib/server/config/version.ts";

Deno.test("CHANGELOG.md has the version that the server names, under nothing but what is unreleased", async () => {
  const page = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));
  const [, ...versions] = page.split(/^## /m).map((part) => part.split("\n")[0]);
  expect(versions.filter((name) => name !== "Unreleased")[0]).toBe(version);
  expect(versions.indexOf("Unreleased")).toBeLessThan(1);
});
