import { expect } from "expect";
import { all, setUp } from "../../../fakes/media/device_models.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";

const buds = [
  { kind: "microphone", deviceId: "buds-in", groupId: "buds", label: "Buds (in)" },
  { kind: "speaker", deviceId: "buds-out", groupId: "buds", label: "Buds (out)" },
] as const;

/** In a call with the microphone on. */
async function inCall() {
  const stage = await setUp();
  await stage.call.connect({ participantName: "Kim" });
  await stage.media.toggleMicrophone();
  await turn();
  return stage;
}

Deno.test("DeviceOffers: a headset that is plugged in is offered, and chosen as microphone and speaker by one click", async () => {
  const { devices, plug } = await inCall();
  await plug([...all, ...buds]);
  expect(devices.notice.value).toEqual({ type: "new", kind: "microphone", label: "Buds (in)" });
  expect([devices.selectedInput.value, devices.selectedOutput.value]).toEqual([null, null]);
  await devices.useOffered();
  expect(devices.notice.value).toBeNull();
  expect([devices.selectedInput.value, devices.selectedOutput.value])
    .toEqual(["buds-in", "buds-out"]);
});

Deno.test("DeviceOffers: a headset whose speaker is listed later is one offer", async () => {
  const { devices, plug } = await inCall();
  await plug([...all, buds[0]]);
  await plug([...all, ...buds]);
  expect(devices.notice.value).toMatchObject({ type: "new", kind: "microphone" });
  await devices.useOffered();
  expect([devices.selectedInput.value, devices.selectedOutput.value])
    .toEqual(["buds-in", "buds-out"]);
});

Deno.test("DeviceOffers: nothing is offered while nothing of its kind is used", async () => {
  const { devices, plug } = await setUp();
  await plug([...all, ...buds]);
  expect(devices.notice.value).toBeNull();
});

Deno.test("DeviceOffers: each piece of hardware is offered once, and the offer ends with it", async () => {
  const { devices, plug } = await inCall();
  await plug([...all, ...buds]);
  await plug(all);
  expect(devices.notice.value).toBeNull();
  await plug([...all, ...buds]);
  expect(devices.notice.value).toBeNull();
});

Deno.test("DeviceOffers: what the system's default moved to is used already, and not offered", async () => {
  const { devices, plug, port } = await inCall();
  const byDefault = (kind: "microphone" | "speaker", groupId: string) => ({
    kind,
    deviceId: "default",
    groupId,
    label: `Default - ${groupId}`,
  });
  await plug([byDefault("microphone", "group of laptop"), ...all]);
  await plug([byDefault("microphone", "buds"), byDefault("speaker", "buds"), ...all, ...buds]);
  expect(devices.notice.value).toBeNull();
  // Moved a moment later: the offer ends.
  await plug([byDefault("microphone", "group of laptop"), ...all]);
  const web = { kind: "camera", deviceId: "new", groupId: "web", label: "Web" } as const;
  await plug([...all, web]);
  expect(devices.notice.value).toBeNull();
  expect(port.live.length).toBe(1);
});

Deno.test("DeviceOffers: a list whose names just became known offers nothing", async () => {
  const { devices, plug } = await inCall();
  const nameless = all.map((device) => ({ ...device, deviceId: "", label: "" }));
  await plug(nameless);
  await plug(all);
  expect(devices.notice.value).toBeNull();
});

Deno.test("DeviceOffers: the chosen device that is back is no new one", async () => {
  const { devices, plug } = await inCall();
  await devices.selectInput("headset");
  await plug(all.filter(({ deviceId }) => deviceId !== "headset"));
  await plug(all);
  expect(devices.notice.value).toMatchObject({ type: "back", kind: "microphone" });
});
