import { expect } from "expect";
import { lateCode, lateCodeMissing } from "../../lib/contract/late_code.ts";
import { filesUnder, readSource } from "./source_files.ts";

Deno.test("lateCode() tells the page when code did not come, and its caller too", async () => {
  let told = 0;
  const hear = () => told++;
  addEventListener(lateCodeMissing, hear);
  expect(await lateCode(() => Promise.resolve("code"))).toBe("code");
  await expect(lateCode(() => Promise.reject(new TypeError("404")))).rejects.toThrow("404");
  removeEventListener(lateCodeMissing, hear);
  expect(told).toBe(1);
});

Deno.test("lateCode() is the one way to an import() in the browser", async () => {
  const others: string[] = [];
  for (
    const folder of [
      "lib/account/",
      "lib/api/",
      "lib/media/",
      "lib/owner/",
      "components/",
      "islands/",
    ]
  ) {
    for await (const file of filesUnder(folder)) {
      const code = (await readSource(file))
        .replace(/(?:lateCode|useLazy)\(\s*\(\) =>\s*import\("/g, "");
      if (code.includes('import("')) others.push(file);
    }
  }
  // A list that `useLazy` waits for together.
  expect(others).toEqual(["components/call/AccountInCall.tsx"]);
});
