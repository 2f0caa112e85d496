import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { createLog, type LogLevel } from "../../../../lib/server/base/log.ts";

function logged(level: LogLevel) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  return { lines, log: createLog({ level, write, now: () => Date.UTC(2026, 10, 23) }) };
}

Deno.test("createLog() writes one JSON object a line, at its level and above", () => {
  const { lines, log } = logged("warn");
  log.info("quiet");
  log.warn("loud", { requestId: "r1", count: 3 });
  expect(lines).toEqual([
    { time: "2026-11-23T00:00:00.000Z", level: "warn", event: "loud", requestId: "r1", count: 3 },
  ]);
});

Deno.test("createLog() leaves out messages of foreign errors, unless debugging [S122]", () => {
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

/** The `error` of a line at `info`. */
function described(error: Error): string {
  const { lines, log } = logged("info");
  log.error("failed", { error });
  return JSON.stringify(lines[0].error);
}

function failedFetch(words: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(words) });
}

const telling: Record<string, { readonly error: Error; readonly words: string }> = {
  "a full disk": {
    error: new AppError("storage-unavailable", "Cannot use storage", {
      cause: new TypeError("database or disk is full"),
    }),
    words: "database or disk is full",
  },
  "a host that is not found": {
    error: new AppError("identity-unavailable", "Cannot reach the identity provider", {
      cause: failedFetch(
        "error sending request for url (https://id.example.org/x): client error (Connect): dns error: failed to " +
          "lookup address information: Name or service not known",
      ),
    }),
    words: "https://id.example.org/x): client error (Connect): dns error",
  },
  "an unknown certificate issuer": {
    error: new AppError("livekit-unavailable", "Cannot list rooms", {
      cause: failedFetch("client error (Connect): invalid peer certificate: UnknownIssuer"),
    }),
    words: "invalid peer certificate: UnknownIssuer",
  },
  "a time limit of a request": {
    error: new AppError("livekit-unavailable", "Cannot list rooms", {
      cause: new DOMException("The operation was aborted due to timeout", "TimeoutError"),
    }),
    words: "aborted due to timeout",
  },
  "the system's own words": {
    error: new Deno.errors.ConnectionRefused("Connection refused (os error 111)"),
    words: "Connection refused (os error 111)",
  },
};

for (const [what, { error, words }] of Object.entries(telling)) {
  Deno.test(`createLog() writes at "info" the message of ${what}`, () => {
    expect(described(error)).toContain(words);
  });
}

const quoting: Record<string, Error> = {
  "of ours that is a defect": new TypeError("Cannot read Kim"),
  "of several lines": new TypeError("Cannot read\n    at Kim"),
  "of a parser, under trouble with a part": new AppError("identity-unavailable", "No", {
    cause: new SyntaxError('Unexpected token K, "Kim" is not valid JSON'),
  }),
  "of a provider": new AppError("identity-unavailable", "No", {
    cause: Object.assign(new Error("user Kim is unknown"), { name: "ResponseBodyError" }),
  }),
  "under an error that is about the request": new AppError("invalid-body", "No", {
    cause: new TypeError("Kim is not expected"),
  }),
  "with an address that has a secret in it": new AppError("identity-unavailable", "No", {
    cause: failedFetch(
      "error sending request for url (https://Kim:Kim@id.example.org/x?code=Kim#Kim): no",
    ),
  }),
  "of a file that was asked for": new Deno.errors.NotFound(
    "No such file or directory (os error 2): open '/app/static/Kim'",
  ),
};

for (const [what, error] of Object.entries(quoting)) {
  Deno.test(`createLog() writes at "info" no message of an error ${what}`, () => {
    expect(described(error)).not.toContain("Kim");
  });
}
