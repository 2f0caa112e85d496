/** Who one is changes in the middle of a call. */
import { expect } from "expect";
import { AppFailure } from "../../../../lib/api/app_failure.ts";
import { join, setUp } from "../../../fakes/media/call_models.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { participantOf, seatIdOf } from "../../../fakes/media/FakeRoomPort.ts";

Deno.test("Call.changeSession() goes on with another token in another room, with the same tracks", async () => {
  const stage = await join();
  const { call, media, api, rooms, devices } = stage;
  await media.toggleMicrophone();
  await media.toggleCamera();
  await media.toggleCamera();
  const [before] = rooms.rooms;
  rooms.isHeld = true;
  const changing = call.changeSession(() => {
    api.calls.push("sign in");
    // The server puts the former generation out before it answers.
    before.report({ type: "disconnected", cause: "participant-removed" });
    return Promise.resolve();
  });
  await turn();
  expect(api.calls).toEqual(["sign in", "requestToken Kim"]);
  expect(before.calls).toContain("disconnect");
  expect(call.connectionState.value).toBe("reconnecting");
  expect(media.participantTracks.value.map(({ seatId }) => seatId)).toEqual([seatIdOf(1)]);
  rooms.last.connecting.resolve();
  await changing;
  await turn();
  const attributes = { "madang.seat": seatIdOf(1), "madang.kind": "user", "madang.role": "owner" };
  rooms.last.report({
    type: "participant",
    participant: participantOf(1, 2, { isLocal: true, attributes }),
  });
  expect(call.connectionState.value).toBe("connected");
  expect(rooms.rooms.length).toBe(2);
  expect(devices.requests.length).toBe(2);
  expect(rooms.last.published.get("microphone")).toBe(devices.streams[0].tracks[0]);
  expect(media.mediaState.isCameraEnabled.value).toBe(false);
  const [own] = media.participantTracks.value;
  expect([own.kind.value, own.role.value]).toEqual(["user", "owner"]);
});

Deno.test("Call.changeSession() that fails leaves the call as it was", async () => {
  for (const failing of ["change", "token"]) {
    const stage = await join();
    const { call, api, rooms } = stage;
    if (failing === "token") {
      api.failures.requestToken.push(new AppFailure("banned", "Cannot enter"));
    }
    const change = () => failing === "change" ? Promise.reject(new Error("no")) : Promise.resolve();
    await expect(call.changeSession(change)).rejects.toThrow();
    expect(call.connectionState.value).toBe("connected");
    expect(rooms.last.calls).toEqual(["connect"]);
    rooms.last.report({ type: "connection", state: "reconnecting" });
    expect(call.connectionState.value).toBe("reconnecting");
  }
});

Deno.test("Call.changeSession() that evicted us and has no token says that the call ended", async () => {
  const stage = await join();
  const { call, api, rooms } = stage;
  api.departure = "ended";
  api.failures.requestToken.push(new AppFailure("space-locked", "Cannot enter"));
  const signOut = () => {
    rooms.last.report({ type: "disconnected", cause: "participant-removed" });
    return Promise.resolve();
  };
  await expect(call.changeSession(signOut)).rejects.toThrow();
  await turn();
  expect([call.connectionState.value, call.departure.value]).toEqual(["ended", "ended"]);
});

Deno.test("Call.changeSession() in which one leaves asks for no token", async () => {
  const { call, api, rooms, page } = await join();
  const changing = call.changeSession(async () => {
    // Signing out puts us out, before it answers.
    rooms.last.report({ type: "disconnected", cause: "participant-removed" });
    await call.leave();
  });
  await turn();
  page.advance(150);
  await changing;
  expect(api.calls.filter((call) => !call.startsWith("leave"))).toEqual([]);
  expect([call.connectionState.value, call.departure.value]).toEqual(["ended", "left"]);
});

Deno.test("Call.changeSession() shows one own tile where the new person sits elsewhere", async () => {
  const stage = await join();
  const { call, media, rooms } = stage;
  await call.changeSession(() => Promise.resolve());
  rooms.last.report({
    type: "participant",
    participant: participantOf(7, 1, { isLocal: true }),
  });
  expect(media.participantTracks.value.map(({ seatId }) => seatId)).toEqual([seatIdOf(7)]);
});

Deno.test("Call.changeSession() outside of a call only changes it", async () => {
  const { call, api } = setUp();
  let changed = 0;
  await call.changeSession(() => {
    changed++;
    return Promise.resolve();
  });
  expect([changed, api.calls]).toEqual([1, []]);
});
