/** A call of 25 over fakes, for a real browser, that notes each component that renders. */
import { options, render, type VNode } from "preact";
import { CallView } from "../../../components/call/CallView.tsx";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import { newcomerHoldMs } from "../../../lib/media/call/participants.ts";
import type { ParticipantSnapshot } from "../../../lib/media/ports/room_port.ts";
import "./late_words.ts";
import { FakeMediaPorts, visitOf } from "../media/fake_media_ports.ts";
import { participantOf } from "../media/FakeRoomPort.ts";

/** What the test reaches for. */
export interface RenderStage {
  /** Names of components, in the order in which they rendered; the test empties it. */
  rendered: string[];
  /** Changes the person on the seat numbered `seat`. */
  change(seat: number, patch: Partial<ParticipantSnapshot>): void;
  /** A person comes in and takes the seat numbered `seat`. */
  come(seat: number): void;
  /** The person on that seat shows a heart. */
  react(seat: number): void;
}

declare global {
  var renderStage: RenderStage | undefined;
}

const rendered: string[] = [];
// `_render`, as Preact's published build calls the hook that devtools listen to.
const hook = "__r";
const before: unknown = Reflect.get(options, hook);
Reflect.set(options, hook, (vnode: VNode) => {
  if (typeof vnode.type === "function") rendered.push(vnode.type.name);
  if (typeof before === "function") before(vnode);
});

const ports = new FakeMediaPorts();
// Tiles of one size, also where not everybody fits on a page.
ports.storage.write("madang.layout", { version: 1, choice: "grid" });
const models = createMediaModels(visitOf(), ports);
const { call, media, videoSettings } = models;
await call.connect({ participantName: "Person 1" });
const change: RenderStage["change"] = (seat, patch) =>
  ports.rooms.last.report({
    type: "participant",
    participant: participantOf(seat, 1, { isLocal: seat === 1, ...patch }),
  });
const come: RenderStage["come"] = (seat) => {
  change(seat, {});
  ports.page.advance(newcomerHoldMs);
};
const react: RenderStage["react"] = (seat) => {
  const { identity } = participantOf(seat, 1);
  ports.rooms.last.report({ type: "reaction", identity, reaction: "heart" });
};
for (let seat = 1; seat <= 25; seat++) come(seat);
render(
  <LiveKitMediaContext.Provider value={models}>
    <div class="space-page">
      <CallView
        slug="tea"
        spaceName="tea"
        call={call}
        media={media}
        isMirrored={videoSettings.isMirrored}
        storage={null}
        onSettings={() => {}}
      />
    </div>
  </LiveKitMediaContext.Provider>,
  document.body,
);
globalThis.renderStage = { rendered, change, come, react };
