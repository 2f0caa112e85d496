import type { DiagnosisResult } from "../../lib/media/call/diagnosis.ts";

/**
 * What a check found, as text to send to somebody who helps. In English, whatever the page's language. No token, address,
 * name, or label of a device is in it.
 */
export function troubleReport(
  { question, finding, facts }: DiagnosisResult,
  userAgent: string,
  at: Date,
): string {
  const lines = [...linesOf(facts)];
  return [
    `Madang, ${question}: ${finding}`,
    `at ${at.toISOString()}`,
    `browser ${userAgent}`,
    ...lines,
  ].join("\n");
}

/** `microphone.level fine`, one line a fact. */
function* linesOf(facts: object, path = ""): Generator<string> {
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === "object" && value !== null) yield* linesOf(value, `${path}${name}.`);
    else yield `${path}${name} ${typeof value === "number" ? round(value) : value}`;
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
