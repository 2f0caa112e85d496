/** The models of a call over fakes, with devices that a test plugs in and out. */
import type { DeviceKind } from "../../../lib/media/ports/call_types.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import type { ListedDevice } from "../../../lib/media/ports/devices_port.ts";
import { FakeMediaPorts, turn, visitOf } from "./fake_media_ports.ts";

const listed = (kind: DeviceKind, deviceId: string): ListedDevice => ({
  kind,
  deviceId,
  groupId: `group of ${deviceId}`,
  label: `The ${deviceId}`,
});
export const all = [
  listed("microphone", "laptop"),
  listed("microphone", "headset"),
  listed("speaker", "laptop"),
  listed("speaker", "headset"),
  listed("camera", "webcam"),
];
/** All devices but these. */
export const without = (...deviceIds: string[]) =>
  all.filter((device) => !deviceIds.includes(device.deviceId));

export async function setUp() {
  const ports = new FakeMediaPorts();
  const { devices: port, page } = ports;
  port.listed = all;
  const models = createMediaModels(visitOf(), ports);
  models.start();
  await turn();
  /** Changes the device list. The test ends open tracks itself. */
  const plug = async (list: readonly ListedDevice[]) => {
    port.change(list);
    page.advance(250);
    await turn();
  };
  return { ...models, port, ports, plug };
}
