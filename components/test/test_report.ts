import type { TestPart, TestResult } from "../../lib/media/ports/connection_test_port.ts";

/** The results of a test, in the order of the page. */
export type TestResults = readonly (readonly [TestPart, TestResult])[];

/** `weak`: calls work, by a worse way. `devices`: the connection is good, and a device is not. */
export type TestVerdict = "good" | "weak" | "devices" | "bad";

/** The verdict on all results; `null` while one is missing. */
export function verdictOf(results: TestResults): TestVerdict | null {
  const stateOf = new Map(results.map(([part, { state }]) => [part, state]));
  if ([...stateOf.values()].some((state) => state === "waiting" || state === "running")) {
    return null;
  }
  const isGood = (part: TestPart) => stateOf.get(part) === "good";
  if (!isGood("signal") || !isGood("publish")) return "bad";
  if (!isGood("udp")) return "weak";
  return isGood("microphone") && isGood("camera") && isGood("speaker") ? "good" : "devices";
}

/**
 * The results as text to send to somebody who helps. In English, whatever the page's language. No token, address, name, or
 * label of a device is in it.
 */
export function testReport(results: TestResults, userAgent: string, at: Date): string {
  const lines = results.map(([part, { state, reason, facts = {} }]) => {
    const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    return [`${part} ${state}`, ...(reason ? [reason] : []), ...told].join(", ");
  });
  return [
    `Madang, connection test: ${verdictOf(results) ?? "not finished"}`,
    `at ${at.toISOString()}`,
    `browser ${userAgent}`,
    ...lines,
  ].join("\n");
}
