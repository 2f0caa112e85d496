import { expect } from "expect";
import { closingLine, summarise } from "../summary.ts";

const junit = `<testsuites name="deno test" tests="4" failures="1" errors="0">
<testsuite name="a_test.ts" tests="4" disabled="1" errors="0" failures="1">
<testcase name="ok"></testcase>
<testcase name="a name with &lt;failure&gt; in it"></testcase>
<testcase name="bad"><failure message="Uncaught Error: no">Error: no</failure></testcase>
<testcase name="skip"><skipped/></testcase>
</testsuite></testsuites>`;

Deno.test("summarise() counts what passed, failed and was skipped", () => {
  expect(closingLine(summarise(junit, 1))).toBe("2 passed, 1 failed, 1 skipped");
});

Deno.test("summarise() counts a run that broke outside any test as a failure", () => {
  expect(closingLine(summarise("", 1))).toBe("0 passed, 1 failed, 0 skipped");
});
