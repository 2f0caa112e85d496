/** A call over fakes, and pieces of text that change in every way, for a real browser that translates them. */
import { signal } from "@preact/signals";
import { render } from "preact";
import { CallView } from "../../../components/call/CallView.tsx";
import { Island } from "../../../components/shell/Island.tsx";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import { newcomerHoldMs } from "../../../lib/media/call/participants.ts";
import type { ParticipantSnapshot } from "../../../lib/media/ports/room_port.ts";
import "./late_words.ts";
import { FakeMediaPorts, visitOf } from "../media/fake_media_ports.ts";
import { participantOf } from "../media/FakeRoomPort.ts";

/** What the test reaches for. */
export interface TranslatedStage {
  /** What the pieces show next: a word each, or nothing. */
  show(pieces: Partial<Pieces>): void;
  come(seat: number): void;
  change(seat: number, patch: Partial<ParticipantSnapshot>): void;
}

interface Pieces {
  written: string;
  bound: string;
  first: string | null;
  middle: boolean;
  last: string | null;
  order: readonly string[];
}

declare global {
  var translatedStage: TranslatedStage | undefined;
}

const pieces = signal<Pieces>({
  written: "one",
  bound: "red",
  first: "left",
  middle: false,
  last: "right",
  order: ["alpha", "beta"],
});
const bound = signal("red");

function PiecesView() {
  const { written, first, middle, last, order } = pieces.value;
  return (
    <div>
      <p id="written">{written} more</p>
      <p id="bound">{bound}</p>
      <p id="between">
        {first}
        {middle && <b>middle</b>}
        {last}
      </p>
      <p id="order">{order.map((word) => <i key={word}>{word}</i>)}</p>
    </div>
  );
}

const ports = new FakeMediaPorts();
const models = createMediaModels(visitOf(), ports);
const { call, media, videoSettings } = models;
await call.connect({ participantName: "Person 1" });
const change: TranslatedStage["change"] = (seat, patch) =>
  ports.rooms.last.report({
    type: "participant",
    participant: participantOf(seat, 1, { isLocal: seat === 1, ...patch }),
  });
const come: TranslatedStage["come"] = (seat) => {
  change(seat, {});
  ports.page.advance(newcomerHoldMs);
};
// Two: alone, one is shown the page's address, and this one has none.
[1, 2].forEach(come);
render(
  <Island locale="en">
    <PiecesView />
    <LiveKitMediaContext.Provider value={models}>
      <CallView
        slug="tea"
        spaceName="tea"
        call={call}
        media={media}
        isMirrored={videoSettings.isMirrored}
        storage={null}
        onSettings={() => {}}
      />
    </LiveKitMediaContext.Provider>
  </Island>,
  document.body,
);
globalThis.translatedStage = {
  come,
  change,
  show(patch) {
    pieces.value = { ...pieces.value, ...patch };
    bound.value = pieces.value.bound;
  },
};
