import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, visitOf } from "./fake_media_ports.ts";

/** The models of a call over fakes, and what of them belongs to one's own voice. */
export function voiceStage() {
  const ports = new FakeMediaPorts();
  const models = createMediaModels(visitOf(), ports);
  models.start();
  return {
    ...models,
    audio: ports.audio,
    page: ports.page,
    rooms: ports.rooms,
    storage: ports.storage,
    port: ports.devices,
    isHeard: models.media.mediaState.isMicrophoneEnabled,
    /** What the next visit would begin with. */
    remembered: () => ports.storage.read("madang.switches"),
    join: () => models.call.connect({ participantName: "Kim" }),
  };
}
