import { expect } from "expect";
import { readTextStream } from "../../../../lib/media/livekit/text_streams.ts";

const info = { id: "1", mimeType: "text/plain", topic: "lk.chat", timestamp: 0 };

function streamOf(chunks: () => AsyncGenerator<string>) {
  return Object.assign(chunks(), { info: { ...info, encryptionType: 0 } });
}

Deno.test("readTextStream() joins the chunks of a stream", async () => {
  const stream = streamOf(async function* () {
    yield "Hel";
    yield "lo\u202E\r\nyou ";
  });
  expect(await readTextStream(stream)).toBe("Hello\nyou");
});

Deno.test("readTextStream() cuts a long stream, reads it to its end, and keeps little of it", async () => {
  let sent = 0;
  const stream = streamOf(async function* () {
    for (; sent < 2_000; sent++) yield "x".repeat(1_000);
  });
  expect((await readTextStream(stream))?.length).toBe(4_000);
  expect(sent).toBe(2_000);
});

Deno.test("readTextStream() answers null for an empty and for a broken stream", async () => {
  expect(
    await readTextStream(streamOf(async function* () {
      yield " \u200B";
    })),
  ).toBeNull();
  const broken = streamOf(async function* () {
    yield "Hello";
    throw new Error("the sender left");
  });
  expect(await readTextStream(broken)).toBeNull();
  expect(
    await readTextStream(streamOf(async function* () {
      yield "half \ud800";
    })),
  ).toBe("half \ufffd");
});
