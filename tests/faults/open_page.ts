/** A page that is open on a space: what a replica's stream of presence has told it. */
import { presenceSchema } from "../../lib/contract/presence.ts";
import type { Asked } from "./person.ts";

export interface OpenPage extends AsyncDisposable {
  /** The last count of people inside that it was told; `null`: none yet. */
  readonly count: number | null;
  readonly hasEnded: boolean;
}

/** Opens the stream as a browser's `EventSource` does, but without its reconnecting. */
export async function openPage(on: Asked, slug: string): Promise<OpenPage> {
  const response = await fetch(`${on.url}/api/spaces/${slug}/presence`, {
    headers: { accept: "text/event-stream" },
  });
  if (!response.ok || !response.body) throw new Error(`No stream: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const page = {
    count: null as number | null,
    hasEnded: false,
    [Symbol.asyncDispose]: () => reader.cancel(),
  };
  const read = async () => {
    for (let text = "";;) {
      const { done, value } = await reader.read();
      if (done) break;
      const events = (text + value).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const [, data] = /^id: .*\ndata: (.*)$/.exec(event) ?? [];
        if (data) page.count = presenceSchema.parse(JSON.parse(data)).count;
      }
    }
    page.hasEnded = true;
  };
  read().catch(() => page.hasEnded = true);
  return page;
}
