/** The sound of a tab that is shared, by real statistics. */
import { hearsPeople, seesMovingPicture } from "./media_spy.ts";
import { button, join } from "./people.ts";
import { isFirefox, testsInPlace } from "./place.ts";

const test = testsInPlace("shared-sound");

test("a tab that is shared is heard too", async (place) => {
  const title = "Music for tea";
  const context = await place.person({}, { sharedScreenTitle: title });
  const page = await place.visit(context, "music");
  await join(page, "Kim");
  const other = await place.visit(await place.person(), "music");
  await join(other, "Lee");
  const music = await context.newPage();
  await music.goto(`${place.app.url}/`);
  await music.evaluate(async (title) => {
    document.title = title;
    const context = new AudioContext();
    await context.resume();
    const tone = new OscillatorNode(context);
    tone.connect(context.destination);
    tone.start();
  }, title);
  await button(page, "Share screen").click();
  await seesMovingPicture(other.getByRole("figure", { name: "Kim's screen", exact: true }));
  await hearsPeople(other, 1);
  // Firefox shares no tab's sound, and has no screen to choose without a person.
}, { ignore: isFirefox });
