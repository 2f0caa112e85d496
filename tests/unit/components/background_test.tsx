import { type Signal, signal } from "@preact/signals";
import { expect } from "expect";
import type { ComponentChild } from "preact";
import { renderToString } from "preact-render-to-string";
import { BackgroundChoices } from "../../../components/devices/BackgroundChoices.tsx";
import { BackgroundNotice } from "../../../components/devices/BackgroundNotice.tsx";
import { createMediaModels } from "../../../lib/media/create_media_models.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import type {
  BackgroundChoice,
  BackgroundModel,
  BackgroundState,
} from "../../../lib/media/ports/background_types.ts";
import { namesOf, readableText } from "../../fakes/components/accessible_names.ts";
import { FakeMediaPorts, visitOf } from "../../fakes/media/fake_media_ports.ts";
import "../../fakes/components/late_words.ts";

/** A background whose state a test sets. */
class FakeBackground implements BackgroundModel {
  readonly choice = signal<BackgroundChoice>("yard");
  readonly state: Signal<BackgroundState> = signal({ status: "off" });
  readonly ownPicture = signal<string | null>(null);
  readonly ownPictureProblem = signal(null);
  choose(): void {}
  loadOwnPicture = () => Promise.resolve();
  chooseOwnPicture = () => Promise.resolve();
  removeOwnPicture = () => Promise.resolve();
}

/** Renders `view` beside `background`. */
function render(background: FakeBackground | null, view: (media: Media) => ComponentChild): string {
  const models = createMediaModels(visitOf(), new FakeMediaPorts());
  const media = { ...models.media, background: signal(background) };
  return renderToString(
    <LiveKitMediaContext.Provider value={{ ...models, media }}>
      {view(media)}
    </LiveKitMediaContext.Provider>,
  );
}
type Media = ReturnType<typeof createMediaModels>["media"];

Deno.test("BackgroundChoices offers the room, two blurs, six pictures and one's own; the chosen one is checked", () => {
  const background = new FakeBackground();
  const html = render(background, () => <BackgroundChoices />);
  const values = [...html.matchAll(/<input type="radio"[^>]*value="([\w-]+)"/g)]
    .map(([, value]) => value);
  expect(values).toEqual([
    ...["none", "blur-light", "blur-strong"],
    ...["hanji", "yard", "night", "pines", "books", "dusk"],
  ]);
  expect([...html.matchAll(/value="([\w-]+)"[^>]* checked/g)].map(([, value]) => value))
    .toEqual(["yard"]);
  background.ownPicture.value = "blob:own";
  const withOwn = render(background, () => <BackgroundChoices />);
  expect(withOwn).toContain('src="blob:own"');
  expect(namesOf(withOwn, "button")).toEqual(["Remove my picture"]);
  expect(render(null, () => <BackgroundChoices />)).toBe("");
});

Deno.test("BackgroundNotice says that the room is seen, and what to do; and nothing while all is well", () => {
  const background = new FakeBackground();
  const notice = () => render(background, (media) => <BackgroundNotice media={media} />);
  expect(notice()).toBe("");
  background.state.value = { status: "failed", reason: "too-slow" };
  expect(readableText(notice())).toContain("Your room is seen: this device is too slow");
  expect(namesOf(notice(), "button")).toEqual(["Try again", "Turn off camera", "OK"]);
  background.state.value = { status: "failed", reason: "unsupported" };
  expect(namesOf(notice(), "button")).toEqual(["Turn off camera", "OK"]);
  const cost = { msPerFrame: 40, framesPerSecond: 20, steps: 0 };
  background.state.value = { status: "on", cost };
  expect(notice()).toBe("");
  background.state.value = { status: "on", cost: { ...cost, steps: 1 } };
  expect(readableText(notice())).toContain("your video is smaller");
});
