import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, visitOf } from "./fake_media_ports.ts";

/** The models of a call over fakes, for tests of the voice models. */
export function setUpVoice() {
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
    /** The stored switches, with which the next visit begins. */
    remembered: () => ports.storage.read("madang.switches"),
    join: () => models.call.connect({ participantName: "Kim" }),
  };
}
