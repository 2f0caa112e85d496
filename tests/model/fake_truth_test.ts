import { expect } from "expect";
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
