import { expect } from "expect";
import { dataAnHour, receivedBits } from "../../../components/help/receive_cost.ts";

Deno.test("receivedBits() falls from everything to sound only, and sound does not depend on pictures", () => {
  for (const cameras of [0, 1, 2, 9, 25, 50]) {
    for (const screens of [0, 1]) {
      const sent = { cameras, screens, people: 50 };
      const [all, lighter, sound] = (["everything", "lighter", "sound"] as const)
        .map((mode) => receivedBits(mode, sent));
      expect([cameras, lighter <= all, sound <= lighter]).toEqual([cameras, true, true]);
      expect(sound).toBe(receivedBits("sound", { ...sent, cameras: 0 }));
    }
  }
});

Deno.test("dataAnHour() is in the unit that one thinks in", () => {
  expect([dataAnHour(0), dataAnHour(80_000), dataAnHour(3_610_000)])
    .toEqual(["0 MB", "40 MB", "1.6 GB"]);
});
