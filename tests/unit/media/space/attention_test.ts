import { signal } from "@preact/signals";
import { expect } from "expect";
import { aloneMs, Attention } from "../../../../lib/media/space/attention.ts";
import type { ParticipantTracks } from "../../../../lib/media/ports/call_types.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakeMediaPorts, turn } from "../../../fakes/media/fake_media_ports.ts";

const me = fakePerson("Me", { isLocal: true });
const lee = fakePerson("Lee");
const park = fakePerson("Park");

function setUp() {
  const ports = new FakeMediaPorts();
  const people = signal<readonly ParticipantTracks[]>([]);
  const { page, storage } = ports;
  const voice = { page, storage, loadAudio: () => ports.loadAudio(), outputRatio: () => 0.5 };
  const attention = new Attention({ people, voice });
  attention.start();
  const told = async () => {
    await turn();
    return [ports.audio.rung.length, attention.flashes.value];
  };
  return { ports, people, page, attention, told };
}

Deno.test("Attention calls by a sound, a flash or not at all, and remembers which", async () => {
  const { ports, attention, told } = setUp();
  attention.call();
  expect(await told()).toEqual([1, 0]);
  attention.choose("flash");
  attention.call();
  expect(await told()).toEqual([1, 1]);
  attention.choose("none");
  attention.call();
  expect(await told()).toEqual([1, 1]);
  ports.storage.writeElsewhere("madang.attention", { version: 1, kind: "flash" });
  expect(attention.kind.value).toBe("flash");
  ports.storage.writeElsewhere("madang.attention", { version: 1, kind: "siren" });
  expect(attention.kind.value).toBe("flash");
});

Deno.test("Attention calls for the first who comes while we are alone, once, and for no one who was here before", async () => {
  const { people, page, attention, told } = setUp();
  const stop = attention.watchArrivals();
  // Joining: we are listed a moment before the others.
  people.value = [me];
  people.value = [me, lee];
  page.advance(10 * aloneMs);
  expect(await told()).toEqual([0, 0]);
  people.value = [me];
  page.advance(aloneMs);
  people.value = [me, lee];
  expect(await told()).toEqual([1, 0]);
  people.value = [me, lee, park];
  expect(await told()).toEqual([1, 0]);
  // Gone for a moment.
  people.value = [me];
  page.advance(aloneMs - 1);
  people.value = [me, lee];
  expect(await told()).toEqual([1, 0]);
  people.value = [me];
  page.advance(aloneMs);
  stop();
  people.value = [me, lee];
  expect(await told()).toEqual([1, 0]);
});
