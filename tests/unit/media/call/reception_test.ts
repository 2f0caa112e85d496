import { expect } from "expect";
import { createMediaModels } from "../../../../lib/media/create_media_models.ts";
import { FakeMediaPorts, turn, visitOf } from "../../../fakes/media/fake_media_ports.ts";
import { FakeStoragePort } from "../../../fakes/media/FakeStoragePort.ts";
import { participantOf } from "../../../fakes/media/FakeRoomPort.ts";

/** Inside, with one other person whose camera and screen are on. */
async function setUp(storage = new FakeStoragePort(), savesData = false) {
  const ports = new FakeMediaPorts(storage);
  ports.page.isSavingData = savesData;
  const models = createMediaModels(visitOf(), ports);
  models.start();
  await models.call.connect({ participantName: "Kim" });
  await turn();
  const room = ports.rooms.last;
  const other = participantOf(2, 1, { isCameraLeftOut: true, joinedAtMs: -5000 });
  room.report({ type: "participant", participant: other });
  ports.page.advance(1000);
  const received = (generation = 1) => {
    const { identity } = participantOf(2, generation);
    return [room.receptionOf(identity, "camera"), room.receptionOf(identity, "screen")];
  };
  return {
    ...models,
    ports,
    room,
    received,
    person: () => models.media.participantTracks.peek()[0],
  };
}

Deno.test("PictureReception receives everything at first, less by choice, and remembers it", async () => {
  const storage = new FakeStoragePort();
  const { media, received, person } = await setUp(storage);
  expect([media.receiving.value, received()]).toEqual(["everything", ["full", "full"]]);
  media.setReceiving("lighter");
  expect(received()).toEqual(["small", "small"]);
  media.setReceiving("sound");
  expect(received()).toEqual(["none", "none"]);
  expect(person().isCameraLeftOut.value).toBe(true);
  const later = await setUp(storage);
  expect([later.media.receiving.value, later.received()]).toEqual(["sound", ["none", "none"]]);
});

Deno.test("PictureReception brings one picture that is asked for, also after its person's reload, until the mode changes", async () => {
  const { media, received, person } = await setUp();
  media.setReceiving("sound");
  person().receive("camera");
  expect(received()).toEqual(["full", "none"]);
  expect(received(2)).toEqual(["full", "none"]);
  media.setReceiving("lighter");
  expect(received()).toEqual(["small", "small"]);
});

Deno.test("PictureReception begins lighter where the browser is to save data, and a choice is stronger", async () => {
  const storage = new FakeStoragePort();
  const { media } = await setUp(storage, true);
  expect(media.receiving.value).toBe("lighter");
  media.setReceiving("everything");
  expect((await setUp(storage, true)).media.receiving.value).toBe("everything");
});

Deno.test("PictureReception decides for a room before it connects", async () => {
  const storage = new FakeStoragePort();
  (await setUp(storage)).media.setReceiving("sound");
  const ports = new FakeMediaPorts(storage);
  ports.rooms.isHeld = true;
  const models = createMediaModels(visitOf(), ports);
  models.start();
  void models.call.connect({ participantName: "Kim" });
  await turn();
  expect(ports.rooms.last.receptionOf("anybody", "camera")).toBe("none");
});
