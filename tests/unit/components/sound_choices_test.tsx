import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { enSound } from "../../../components/messages/en_sound.ts";
import { SoundChoices } from "../../../components/settings/SoundChoices.tsx";
import { settingsOf } from "../../../components/settings/quiet_mode.ts";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import type { QuietState } from "../../../lib/media/ports/call_types.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import "../../fakes/components/late_words.ts";

function render(state: QuietState | null, { isStrong = true, isOriginal = false } = {}): string {
  const { audioSettings } = createMediaModels(visitOf(), new FakeMediaPorts());
  audioSettings.update({ ...settingsOf(isStrong ? "strong" : "off"), isOriginal });
  const audio = Object.create(audioSettings, { quietState: { value: signal(state) } });
  return renderToString(<SoundChoices name="test" audio={audio} />);
}

Deno.test("SoundChoices says what Strong costs, in whole percents, or that it does not run", () => {
  const on = (suppressor: "gtcrn" | "rnnoise", coreRatio: number | null) =>
    render({ status: "on", suppressor, coreRatio });
  expect(on("gtcrn", 0.068)).toContain(enSound.cost(7));
  expect(on("gtcrn", 0.001)).toContain(enSound.cost(1));
  expect(on("rnnoise", 0.023)).toContain(enSound.lightCost(2));
  expect(on("gtcrn", null)).toContain(enSound.costsMore);
  expect(render(null)).toContain(enSound.costsMore);
  expect(render({ status: "starting" })).toContain(enSound.starting);
  expect(render({ status: "failed", reason: "refused" })).toContain(enSound.failed);
  expect(render(null, { isStrong: false })).not.toContain(enSound.costsMore);
});

Deno.test("SoundChoices offers no quiet background for the original sound", () => {
  expect(render(null)).toContain(enSound.background);
  expect(render(null, { isOriginal: true })).not.toContain(enSound.background);
});
