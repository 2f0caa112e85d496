/** What is shared: its sound as it is, and every pixel of it. */
import { button, join } from "./people.ts";
import { isFirefox, testsInPlace } from "./place.ts";
import { isSharedAsItIs } from "./shared_as_it_is.ts";

const test = testsInPlace("shared-sound");

test(
  "what is shared is heard in stereo and as loud as it is, and seen whole on a small stage",
  async (place) => {
    const context = await place.person();
    await context.addInitScript(shareLoudly);
    const page = await place.visit(context, "music");
    await join(page, "Kim");
    await isSharedAsItIs(place, "music", () => button(page, "Share screen").click());
    // Not seen in Firefox, which shares no tab's sound.
  },
  { ignore: isFirefox },
);

/** Stands in for the choice of a tab: a large drawn one that moves, with a tone on its left side alone. */
function shareLoudly(): void {
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1920, 1080];
    const pen = canvas.getContext("2d");
    let hue = 0;
    setInterval(() => {
      if (!pen) return;
      pen.fillStyle = `hsl(${hue += 7} 50% 50%)`;
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }, 66);
    const context = new AudioContext();
    await context.resume();
    const tone = new OscillatorNode(context);
    const sound = context.createMediaStreamDestination();
    tone.connect(new GainNode(context, { gain: 0.5 }))
      .connect(new StereoPannerNode(context, { pan: -1 }))
      .connect(sound);
    tone.start();
    return new MediaStream([
      ...canvas.captureStream(15).getTracks(),
      ...sound.stream.getTracks(),
    ]);
  };
}
