import { expect } from "expect";
import { closingLine, sum, summarise } from "../summary.ts";

const junit = `<testsuites name="deno test" tests="4" failures="1" errors="0">
<testsuite name="a_test.ts" tests="4" disabled="1" errors="0" failures="1">
<testcase name="ok"></testcase>
<testcase name="a name with &lt;failure&gt; in it"></testcase>
<testcase name="bad&apos;s"><failure message="Uncaught Error: a &lt; b">Error: a &lt; b</failure></testcase>
<testcase name="skip"><skipped/></testcase>
</testsuite></testsuites>`;

Deno.test("summarise() counts what passed, failed and was skipped", () => {
  expect(closingLine(summarise(junit, 1))).toBe("2 passed, 1 failed, 1 skipped");
});

Deno.test("summarise() counts a run that broke outside any test as a failure", () => {
  expect(closingLine(summarise("", 1))).toBe("0 passed, 1 failed, 0 skipped");
});

Deno.test("summarise() tells what failed, and why", () => {
  expect(summarise(junit, 1).failures).toEqual(["bad's\nError: a < b"]);
});

Deno.test("sum() adds what several runs came to", () => {
  const all = sum([summarise(junit, 1), summarise("", 1), summarise("", 0)]);
  expect(closingLine(all)).toBe("2 passed, 2 failed, 1 skipped");
  expect(all.failures.length).toBe(1);
});
