import { expect } from "expect";
import { type ErrorCode, errorStatus, problemSchema } from "../../lib/contract/errors.ts";

export interface AnsweredProblem {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

/** Fails unless the answer is the problem `code` and tells nothing more than it should. */
export function expectProblem(answer: AnsweredProblem, code: ErrorCode, name: string): void {
  expect([name, answer.status, answer.contentType]).toEqual([
    name,
    errorStatus[code],
    "application/problem+json",
  ]);
  const parsed = problemSchema.parse(JSON.parse(answer.body));
  expect([name, parsed.code, parsed.status]).toEqual([name, code, errorStatus[code]]);
  expect(parsed.requestId).not.toBe("");
  // No stack, no path of a source file, no message of somebody's parser, none of what was sent.
  expect([name, /\bat \S+:\d|file:|\.ts\b|JSON\.parse|ZodError|mdg_|Kim/.exec(answer.body)])
    .toEqual([name, null]);
}
