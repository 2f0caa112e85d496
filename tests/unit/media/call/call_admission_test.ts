/** Knocks, invitation links and moderator notices: the call's side of admission; one stage, so one file. */
import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { participantOf } from "../../../fakes/media/FakeRoomPort.ts";

const guest = { participantName: "Kim", kind: "guest", admitted: true } as const;
const waiting = () => new AppFailure("waiting-for-admission", "Somebody has to let you in");

function setUp(ports = new FakeMediaPorts()) {
  const models = createMediaModels(visitOf({ visitor: guest }), ports);
  const stop = models.start();
  const { api, rooms, page, devices } = ports;
  return { ...models, ports, api, rooms, page, devices, stop };
}

/** Clicked *Join*, and has to wait. */
async function knock() {
  const stage = setUp();
  stage.api.failures.requestToken.push(waiting());
  const joining = stage.call.connect({ participantName: "Kim" });
  await turn();
  expect(stage.call.connectionState.value).toBe("knocking");
  stage.api.calls.length = 0;
  return { ...stage, joining };
}

async function join() {
  const stage = setUp();
  await stage.call.connect({ participantName: "Kim" });
  const { last } = stage.rooms;
  const tellRole = (role: string) => {
    const { attributes } = participantOf(1, 1);
    const participant = participantOf(1, 1, {
      isLocal: true,
      attributes: { ...attributes, "madang.role": role },
    });
    last.report({ type: "participant", participant });
  };
  const allow = (isAllowed: boolean) => {
    for (const source of ["microphone", "camera", "screen"] as const) {
      last.report({ type: "permission", source, isAllowed });
    }
  };
  tellRole("speaker");
  return { ...stage, room: last, tellRole, allow };
}

Deno.test("Call knocks: asks again when admission changed, and joins without a reload", async () => {
  const { call, api, rooms, joining } = await knock();
  api.changeAdmission();
  await joining;
  expect(call.connectionState.value).toBe("connected");
  expect(api.calls).toEqual(["requestToken Kim"]);
  expect(rooms.rooms.length).toBe(1);
  expect(api.admissionFollowers.size).toBe(0);
});

Deno.test("Call knocks again every 30 s, so that it is not forgotten", async () => {
  const { call, api, page } = await knock();
  for (let times = 1; times <= 3; times++) {
    api.failures.requestToken.push(waiting());
    page.advance(29_999);
    await turn();
    expect(api.calls.length).toBe(times - 1);
    page.advance(1);
    await turn();
    expect(api.calls.length).toBe(times);
  }
  expect(call.connectionState.value).toBe("knocking");
});

Deno.test("Call misses no change of admission that comes while it asks", async () => {
  const { call, api, joining } = await knock();
  const answer = Promise.withResolvers<void>();
  api.hold = answer.promise;
  api.failures.requestToken.push(waiting());
  api.changeAdmission();
  await turn();
  api.changeAdmission();
  api.hold = null;
  answer.resolve();
  await joining;
  expect(api.calls).toEqual(["requestToken Kim", "requestToken Kim"]);
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call is idle again, and says that its knock was refused", async () => {
  const { call, api, joining } = await knock();
  api.failures.requestToken.push(new AppFailure("knock-refused", "Refused"));
  api.changeAdmission();
  await joining;
  expect(call.connectionState.value).toBe("idle");
  expect(call.error.value).toMatchObject({ type: "knock-refused", remedy: "wait" });
  expect(api.admissionFollowers.size).toBe(0);
});

Deno.test("Call passes on another failure while it knocked", async () => {
  const { call, api, joining } = await knock();
  api.failures.requestToken.push(new AppFailure("space-locked", "Locked"));
  api.changeAdmission();
  await joining;
  expect(call.error.value?.type).toBe("space-locked");
});

Deno.test("Call goes on knocking while the server is away", async () => {
  const { call, api, page } = await knock();
  api.failures.requestToken.push(new AppFailure("storage-unavailable", "away"));
  page.advance(30_000);
  await turn();
  expect(call.connectionState.value).toBe("knocking");
  page.happen("online");
  await turn();
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call.leave() stops knocking: it is idle again, moderators see it, and nothing is asked any more", async () => {
  const { call, api, page, rooms } = await knock();
  call.leave();
  await turn();
  expect(call.connectionState.value).toBe("idle");
  expect(api.admissionFollowers.size).toBe(0);
  page.advance(120_000);
  await turn();
  expect(api.calls).toEqual(["withdrawKnock tea"]);
  expect(rooms.rooms).toEqual([]);
});

Deno.test("Call.leave() withdraws the knock after the last question, and not after a new knock", async () => {
  const { call, api } = await knock();
  const held = Promise.withResolvers<void>();
  api.hold = held.promise;
  api.changeAdmission();
  await turn();
  call.leave();
  await turn();
  expect(api.calls).toEqual(["requestToken Kim"]);
  api.failures.requestToken.push(waiting());
  api.hold = null;
  held.resolve();
  await turn();
  expect(api.calls).toEqual(["requestToken Kim", "withdrawKnock tea"]);

  api.failures.requestToken.push(waiting(), waiting());
  call.connect({ participantName: "Kim" });
  call.leave();
  call.connect({ participantName: "Kim" });
  await turn();
  expect(call.connectionState.value).toBe("knocking");
  expect(api.calls.slice(2)).not.toContain("withdrawKnock tea");
});

Deno.test("Call.leave() before the server says that one has to knock withdraws that knock too", async () => {
  const { call, api } = setUp();
  const held = Promise.withResolvers<void>();
  api.hold = held.promise;
  api.failures.requestToken.push(waiting());
  call.connect({ participantName: "Kim" });
  await turn();
  call.leave();
  held.resolve();
  await turn();
  expect(api.calls.at(-1)).toBe("withdrawKnock tea");
});

Deno.test("Call withdraws the knock when the page is left before the server says that there is one", async () => {
  const { call, api, page } = setUp();
  api.hold = Promise.withResolvers<void>().promise;
  call.connect({ participantName: "Kim" });
  await turn();
  expect(call.connectionState.value).toBe("connecting");
  page.happen("leave");
  expect(api.calls).toEqual(["requestToken Kim", "withdrawKnock tea"]);
});

Deno.test("Call withdraws the knock when the page is left, in that very task", async () => {
  const { api, page } = await knock();
  page.happen("leave");
  expect(api.calls).toEqual(["withdrawKnock tea"]);
});

Deno.test("Call leaves an invitation's secret in the address until it is exchanged, with the click", async () => {
  const ports = new FakeMediaPorts();
  ports.page.fragment.set("link", "secret");
  const { call, api, page } = setUp(ports);
  expect(call.hasLink.value).toBe(true);
  await turn();
  expect(api.calls).toEqual([]);
  expect(page.fragment.size).toBe(1);
  await call.connect({ participantName: "Kim" });
  expect(api.calls).toEqual(["exchangeLink tea secret", "requestToken Kim"]);
  expect([call.hasLink.value, page.fragment.size]).toEqual([false, 0]);
});

Deno.test("Call makes a newcomer a guest before it exchanges the link", async () => {
  const ports = new FakeMediaPorts();
  ports.page.fragment.set("link", "secret");
  const models = createMediaModels(visitOf(), ports);
  models.start();
  await models.call.connect({ participantName: "Kim" });
  expect(ports.api.calls).toEqual([
    "openGuestSession Kim",
    "exchangeLink tea secret",
    "requestToken Kim",
  ]);
});

Deno.test("Call takes a link that is opened in its own tab", () => {
  const { call, page } = setUp();
  expect(call.hasLink.value).toBe(false);
  page.fragment.set("link", "later");
  page.happen("fragment");
  expect([call.hasLink.value, page.fragment.size]).toEqual([true, 1]);
});

Deno.test("Call says once that a link is spent, and tries without it at the next click", async () => {
  const ports = new FakeMediaPorts();
  ports.page.fragment.set("link", "secret");
  const { call, api, page } = setUp(ports);
  api.failures.exchangeLink.push(new AppFailure("link-spent", "Used up"));
  await call.connect({ participantName: "Kim" });
  expect(call.error.value?.type).toBe("link-spent");
  expect([call.hasLink.value, page.fragment.size]).toEqual([false, 0]);
  await call.connect({ participantName: "Kim" });
  expect(call.connectionState.value).toBe("connected");
});

Deno.test("Call keeps a link that could not be exchanged", async () => {
  const ports = new FakeMediaPorts();
  ports.page.fragment.set("link", "secret");
  const { call, api, page } = setUp(ports);
  api.failures.exchangeLink.push(new AppFailure("offline", "No network"));
  await call.connect({ participantName: "Kim" });
  expect([call.error.value?.type, call.hasLink.value]).toEqual(["offline", true]);
  expect(page.fragment.size).toBe(1);
});

Deno.test("Call shows a moderator's notice until it is dismissed", async () => {
  const { call, room } = await join();
  expect(call.moderatorNotice.value).toBeNull();
  room.report({ type: "muted-by-moderator", source: "microphone" });
  expect(call.moderatorNotice.value).toBe("mute");
  call.dismissModeratorNotice();
  expect(call.moderatorNotice.value).toBeNull();
});

Deno.test("Call stops the screen's capture when a moderator stops it", async () => {
  const { media, room, devices } = await join();
  await media.toggleScreenShare();
  expect(devices.live.length).toBe(1);
  // A participant may imitate the notice: a screen that LiveKit still sends goes on.
  room.report({ type: "muted-by-moderator", source: "screen" });
  await turn();
  expect(devices.live.length).toBe(1);
  room.report({ type: "source", source: "screen", isEnabled: false });
  room.report({ type: "muted-by-moderator", source: "screen" });
  await turn();
  expect(devices.live).toEqual([]);
  expect(media.mediaState.isScreenShareEnabled.value).toBe(false);
});

Deno.test("Call shows a notice for a new role, but not for the one that it joined with", async () => {
  const { call, tellRole } = await join();
  expect(call.moderatorNotice.value).toBeNull();
  for (const role of ["listener", "speaker", "moderator"]) {
    tellRole(role);
    expect(call.moderatorNotice.value).toBe(role);
    tellRole("a role of a newer server");
    expect(call.moderatorNotice.value).toBe(role);
  }
});

Deno.test("Call stops a new listener's microphone, camera and screen at once, and gives them back off", async () => {
  const { media, allow, devices, room } = await join();
  await media.toggleMicrophone();
  await media.toggleCamera();
  expect(devices.live.length).toBe(2);
  allow(false);
  // As LiveKit does.
  room.report({ type: "source", source: "microphone", isEnabled: false });
  room.report({ type: "source", source: "camera", isEnabled: false });
  await turn();
  expect(devices.live).toEqual([]);
  for (const device of [media.microphone, media.camera, media.screenShare]) {
    expect(device.isAllowed.value).toBe(false);
    expect(device.isEnabled.value).toBe(false);
  }
  await media.toggleMicrophone();
  expect(devices.live).toEqual([]);
  expect(media.mediaError.value).toBeNull();
  allow(true);
  expect(media.microphone.isAllowed.value).toBe(true);
  expect(media.microphone.isEnabled.value).toBe(false);
  await media.toggleMicrophone();
  expect(media.microphone.isEnabled.value).toBe(true);
});

Deno.test("Call publishes nothing for a participant that joins as a listener, and shows no notice", async () => {
  const stage = setUp();
  const { call, media, rooms, devices } = stage;
  await media.toggleMicrophone();
  rooms.isHeld = true;
  const joining = call.connect({ participantName: "Kim" });
  await turn();
  rooms.last.report({ type: "permission", source: "microphone", isAllowed: false });
  rooms.last.connecting.resolve();
  await joining;
  await turn();
  expect(rooms.last.published.size).toBe(0);
  expect(devices.live).toEqual([]);
  expect(media.microphone.isEnabled.value).toBe(false);
  expect(media.mediaError.value).toBeNull();
});

Deno.test("a microphone that is on its way when it is taken away ends in silence", async () => {
  const { media, allow, room, devices } = await join();
  const sending = Promise.withResolvers<void>();
  room.holdSending = sending.promise;
  const toggling = media.toggleMicrophone();
  await turn();
  allow(false);
  room.refusal = new Error("insufficient permissions");
  sending.resolve();
  room.holdSending = null;
  await turn();
  room.refusal = null;
  await toggling;
  expect(devices.live).toEqual([]);
  expect(media.mediaError.value).toBeNull();
  expect(media.microphone.isEnabled.value).toBe(false);
});
