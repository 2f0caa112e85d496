import { expect } from "expect";
import {
  describedBy,
  figuresOver,
  figuresTable,
  percentile,
  resultsByFile,
} from "./fault_report.ts";
import { withSection } from "./reliability_page.ts";

Deno.test("describedBy() reads a row's name, what happens, and its defects from its comment", () => {
  const source =
    `/**\n * F9. A reply is lost. Defects that it catches: one that\n * counts twice.\n */\nimport`;
  expect(describedBy(source))
    .toEqual({ name: "F9", what: "A reply is lost.", defects: "one that counts twice." });
});

Deno.test("resultsByFile() counts tests and failures, and the seconds of whole tests alone", () => {
  const junit = `<testcase name="a" classname="./tests/a_test.ts" time="2.5">
    </testcase><testcase name="a &gt; step" classname="./tests/a_test.ts" time="1"/>
    <testcase name="b" classname="./tests/a_test.ts" time="1"><failure message="no"/></testcase>`;
  expect(resultsByFile(junit).get("tests/a_test.ts")).toEqual({
    tests: 3,
    failed: 1,
    seconds: 3.5,
  });
});

Deno.test("figuresTable() tells median, 95th percentile and worst, and which figures are over the design's", () => {
  const of = (milliseconds: number) => ({ figure: "eviction", milliseconds, designMs: 300 });
  expect(figuresTable([of(100), of(400), of(200)]).split("\n").at(-1))
    .toBe("| eviction | 3 | 200 | 400 | 400 | 300 | **over** |");
  expect(figuresOver([of(100), of(400), of(200)]))
    .toEqual(["eviction: 400 ms, and the design says 300"]);
  // One in twenty may be.
  expect(figuresOver([...Array(19).fill(of(300)), of(301)])).toEqual([]);
  expect(percentile(Array.from({ length: 100 }, (_, index) => index + 1), 0.95)).toBe(95);
});

Deno.test("withSection() replaces one section, and leaves the others", () => {
  const page = withSection(withSection("# Page\n", "A", "one"), "B", "two");
  expect(page).toBe("# Page\n\n## A\n\none\n\n## B\n\ntwo\n");
  expect(withSection(page, "A", "three")).toBe("# Page\n\n## A\n\nthree\n\n## B\n\ntwo\n");
});
