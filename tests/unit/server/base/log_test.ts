import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { createLog, type LogLevel } from "../../../../lib/server/base/log.ts";

function logged(level: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  return { lines, log: createLog({ level, write, now: () => Date.UTC(2026, 10, 23) }) };
}

Deno.test("createLog() writes one JSON object a line, of its level and above", () => {
  const { lines, log } = logged("warn");
  log.info("quiet");
  log.warn("loud", { requestId: "r1", count: 3 });
  expect(lines).toEqual([
    { time: "2026-11-23T00:00:00.000Z", level: "warn", event: "loud", requestId: "r1", count: 3 },
  ]);
});

Deno.test("createLog() leaves out what somebody else's error quotes, unless debugging", () => {
  let quoting: unknown;
  try {
    JSON.parse('{"participantName": Kim}');
  } catch (error) {
    quoting = error;
  }
  const cause = new AppError("internal", "Cannot read it", { cause: quoting });
  const { lines, log } = logged("info");
  log.error("failed", { error: quoting });
  log.error("failed", { error: cause });
  expect(JSON.stringify(lines)).not.toContain("Kim");
  expect(lines[0].error).toMatchObject({ name: "SyntaxError" });
  expect(lines[1].error).toMatchObject({ code: "internal", message: "Cannot read it" });
  const debugging = logged("debug");
  debugging.log.error("failed", { error: quoting });
  expect(JSON.stringify(debugging.lines)).toContain("Kim");
});
