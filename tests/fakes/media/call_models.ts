/** The models of a call over fakes, from pre-join to leaving. */
import { expect } from "expect";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import type { DisconnectCause } from "../../../lib/media/ports/room_port.ts";
import { FakeMediaPorts, turn, visitOf } from "./fake_media_ports.ts";
import { participantOf } from "./FakeRoomPort.ts";

type Patch = Parameters<typeof visitOf>[0];

/** A visitor with a guest session of this space. */
export const guest = { participantName: "Kim", kind: "guest", admitted: true } as const;

/** Models before joining. */
export function setUp(patch: Patch = {}, ports = new FakeMediaPorts()) {
  const models = createMediaModels(visitOf(patch), ports);
  const stop = models.start();
  const { api, rooms, page, devices } = ports;
  return { ...models, ports, api, rooms, page, devices, stop };
}

/** Models of a call that Kim has joined. */
export async function join(patch: Patch = {}) {
  const stage = setUp(patch);
  await stage.call.connect({ participantName: "Kim" });
  expect(stage.call.connectionState.value).toBe("connected");
  stage.rooms.last.report({
    type: "participant",
    participant: participantOf(1, 1, { isLocal: true }),
  });
  stage.api.calls.length = 0;
  return stage;
}

/** Ends the room, and waits for what follows at once. */
export function disconnect(
  { rooms }: Awaited<ReturnType<typeof join>>,
  cause: DisconnectCause,
): Promise<void> {
  rooms.last.report({ type: "disconnected", cause });
  return turn();
}
