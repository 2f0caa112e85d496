import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { CallTrouble } from "../../../components/space/CallTrouble.tsx";
import { testWordsOf } from "../../../components/messages/test_words.ts";
import { testLinkOf } from "../../../components/space/test_link.ts";
import { testReport, type TestResults, verdictOf } from "../../../components/test/test_report.ts";
import {
  type TestPart,
  testParts,
  type TestResult,
} from "../../../lib/media/ports/connection_test_port.ts";
import "../../fakes/components/late_words.ts";

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

Deno.test("a message that LiveKit cannot be reached leads to the connection test, and back to the space", () => {
  const troubleOf = (type: string) =>
    renderToString(
      <CallTrouble
        error={signal({ type, message: "", remedy: "retry" })}
        slug="차 집"
        onRetry={() => {}}
        onForgetKey={() => {}}
      />,
    );
  const address = testLinkOf("차 집", "en")?.href ?? "";
  const back = new URL(address, "http://localhost").searchParams.get("return");
  expect(back).toBe("/space/%EC%B0%A8%20%EC%A7%91");
  for (const type of ["livekit-unreachable", "livekit-unavailable", "webrtc-off", "gave-up"]) {
    expect([type, troubleOf(type)]).toEqual([type, expect.stringContaining(`href="${address}"`)]);
  }
  expect(troubleOf("space-full")).not.toContain("/test");
});

Deno.test("every reason of a connection test has one sentence for each device, in both languages", () => {
  for (const locale of ["en", "ko"] as const) {
    const { remedies, parts, states } = testWordsOf(locale);
    expect(Object.keys(parts)).toEqual([...testParts]);
    expect(Object.values(states).every((word) => word.length > 0)).toBe(true);
    for (const device of ["microphone", "camera", "speaker"] as const) {
      for (const remedy of Object.values(remedies)) {
        expect(remedy(device)).toMatch(/[.요]\.?$/);
        expect(remedy(device)).not.toContain("undefined");
      }
    }
  }
});
