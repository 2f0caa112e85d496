import { expect } from "expect";
import { fakePlace, type KvPlace, KvSubject, memoryPlace, serverPlace } from "./kv_subjects.ts";
import { kvTraces } from "./kv_traces.ts";
import { fakeSubject, type LiveKitSubject, realSubject } from "./livekit_subjects.ts";
import { type LiveKitSight, livekitTraces } from "./livekit_traces.ts";

const subjects: readonly (readonly [string, () => LiveKitSubject | Promise<LiveKitSubject>])[] = [
  ["the fake LiveKit", fakeSubject],
  ["the real LiveKit", realSubject],
];

for (const { name, steps } of livekitTraces) {
  for (const [subjectName, open] of subjects) {
    Deno.test(`${subjectName}: ${name}`, async () => {
      await using subject = await open();
      for (const [deed, expected] of steps) {
        const isSeen = (sight: LiveKitSight) => JSON.stringify(sight) === JSON.stringify(expected);
        const sight = await subject.perform(deed, isSeen);
        expect([deed, sight]).toEqual([deed, expected]);
      }
    });
  }
}

const places: readonly (readonly [string, boolean, () => Promise<KvPlace>])[] = [
  ["the fake KV", true, fakePlace],
  ["Deno KV in memory", false, memoryPlace],
  ["denokv", true, serverPlace],
];

for (const { name, steps, isRemote = false } of kvTraces) {
  for (const [placeName, hasNetwork, open] of places) {
    if (isRemote && !hasNetwork) continue;
    Deno.test(`${placeName}: ${name}`, async () => {
      await using place = await open();
      const subject = new KvSubject(place);
      for (const [deed, expected] of steps) {
        expect([deed, await subject.perform(deed)]).toEqual([deed, expected]);
      }
    });
  }
}
