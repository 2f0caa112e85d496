import { signal } from "@preact/signals";
import { expect } from "expect";
import type { ConnectionQuality } from "../../../../lib/media/ports/call_types.ts";
import { DebouncedQuality } from "../../../../lib/media/call/debounced_quality.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";

function setUp(first: ConnectionQuality = "excellent") {
  const page = new FakePagePort();
  const shown = signal<ConnectionQuality>("unknown");
  const quality = new DebouncedQuality(page, shown);
  quality.report(first);
  return { page, shown, quality };
}

Deno.test("DebouncedQuality shows the first report at once", () => {
  expect(setUp("poor").shown.value).toBe("poor");
});

Deno.test("DebouncedQuality gets worse after 3 s, and not for a dip", () => {
  const { page, shown, quality } = setUp();
  quality.report("poor");
  page.advance(2999);
  quality.report("excellent");
  page.advance(60_000);
  expect(shown.value).toBe("excellent");
  quality.report("poor");
  page.advance(2999);
  expect(shown.value).toBe("excellent");
  page.advance(1);
  expect(shown.value).toBe("poor");
});

Deno.test("DebouncedQuality shows at once that a connection is lost", () => {
  const { page, shown, quality } = setUp();
  quality.report("poor");
  quality.report("lost");
  expect(shown.value).toBe("lost");
  expect(page.pendingMs).toEqual([]);
});

Deno.test("DebouncedQuality gets better after 5 s, and not while it comes and goes", () => {
  const { page, shown, quality } = setUp("lost");
  for (let round = 0; round < 5; round++) {
    quality.report("excellent");
    page.advance(4999);
    quality.report("lost");
  }
  expect(shown.value).toBe("lost");
  quality.report("excellent");
  page.advance(5000);
  expect(shown.value).toBe("excellent");
});

Deno.test("DebouncedQuality goes no further than the nearest report, and then waits again", () => {
  const { page, shown, quality } = setUp("excellent");
  quality.report("poor");
  page.advance(2000);
  quality.report("good");
  page.advance(500);
  quality.report("poor");
  page.advance(500);
  expect(shown.value).toBe("good");
  page.advance(2999);
  expect(shown.value).toBe("good");
  page.advance(1);
  expect(shown.value).toBe("poor");
});

Deno.test("DebouncedQuality counts from where the reports changed sides", () => {
  const { page, shown, quality } = setUp("good");
  quality.report("poor");
  page.advance(2000);
  quality.report("excellent");
  page.advance(4999);
  expect(shown.value).toBe("good");
  page.advance(1);
  expect(shown.value).toBe("excellent");
});

Deno.test("DebouncedQuality does not begin to count anew at each report of the same", () => {
  const { page, shown, quality } = setUp("good");
  for (let second = 0; second < 3; second++) {
    quality.report("poor");
    page.advance(1000);
  }
  expect(shown.value).toBe("poor");
});

Deno.test("DebouncedQuality leaves no timer behind when it is cleared", () => {
  const { page, shown, quality } = setUp();
  quality.report("poor");
  quality.clear();
  expect(shown.value).toBe("unknown");
  expect(page.pendingMs).toEqual([]);
});
