/** A tab that is really shared, which the headless shell of npm cannot: `deno task test:chromium` takes a whole Chromium. */
import { button, join } from "../e2e/people.ts";
import { testsOnTestbed } from "../e2e/testbed.ts";
import { isSharedAsItIs } from "../e2e/shared_as_it_is.ts";

const test = testsOnTestbed("shared-tab");

test("a tab that is shared is heard in stereo and as loud as it is, and seen whole", async (testbed) => {
  const title = "Music for tea";
  const context = await testbed.person({ viewport: { width: 1920, height: 1080 } }, {
    sharedTabTitle: title,
  });
  const page = await testbed.visit(context, "music");
  await join(page, "Kim");
  const music = await context.newPage();
  await music.goto(`${testbed.app.url}/`);
  await music.evaluate(playOnTheLeft, title);
  await isSharedAsItIs(testbed, "music", () => button(page, "Share screen").click());
});

/** Runs in the tab that is shared: a tone on its left side alone, and something that moves. */
async function playOnTheLeft(title: string): Promise<void> {
  document.title = title;
  const context = new AudioContext();
  await context.resume();
  const tone = new OscillatorNode(context);
  tone.connect(new GainNode(context, { gain: 0.5 }))
    .connect(new StereoPannerNode(context, { pan: -1 }))
    .connect(context.destination);
  tone.start();
  let count = 0;
  setInterval(() => document.body.append(`${++count} `), 100);
}
