import { expect } from "expect";
import { testReport, type TestResults, verdictOf } from "../../../components/test/test_report.ts";
import {
  type TestPart,
  testParts,
  type TestResult,
} from "../../../lib/media/ports/connection_test_port.ts";

function resultsWith(changed: Partial<Record<TestPart, TestResult>>): TestResults {
  return testParts.map((part) => [part, changed[part] ?? { state: "good" }] as const);
}

Deno.test("verdictOf() waits for every part, and tells a weak way, a device and no way apart", () => {
  const bad = { state: "bad" } as const;
  expect(verdictOf(resultsWith({ speaker: { state: "running" } }))).toBeNull();
  expect(verdictOf(resultsWith({ server: { state: "waiting" } }))).toBeNull();
  expect(verdictOf(resultsWith({}))).toBe("good");
  // What only worse networks need.
  expect(verdictOf(resultsWith({ tcp: bad, turn: { state: "unknown", reason: "no-turn" } })))
    .toBe("good");
  expect(verdictOf(resultsWith({ camera: bad }))).toBe("devices");
  expect(verdictOf(resultsWith({ udp: bad, camera: bad }))).toBe("weak");
  expect(verdictOf(resultsWith({ publish: bad }))).toBe("bad");
  expect(verdictOf(resultsWith({ signal: bad }))).toBe("bad");
});

Deno.test("testReport() has a line a part, with its reason and facts", () => {
  const facts = { way: "udp", packets: 7, roundTripMs: 12 };
  const results = resultsWith({
    udp: { state: "good", facts },
    turn: { state: "unknown", reason: "no-turn" },
  });
  const text = testReport(results, "Browser/1", new Date(0));
  expect(text.split("\n").slice(0, 3))
    .toEqual(["Madang, connection test: good", "at 1970-01-01T00:00:00.000Z", "browser Browser/1"]);
  expect(text).toContain("\nudp good, way udp, packets 7, roundTripMs 12\n");
  expect(text).toContain("\nturn unknown, no-turn\n");
  expect(text.split("\n").length).toBe(3 + testParts.length);
});
