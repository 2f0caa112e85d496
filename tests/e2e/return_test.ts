/** A page that was left by a real navigation, and is loaded anew. Where it is kept: tests/chromium. */
import { comesBackToTheDoor } from "./coming_back.ts";
import { testsInPlace } from "./place.ts";

const test = testsInPlace("return");

test("a person who left a call and comes back is at the pre-join, with name and choices", (place) =>
  comesBackToTheDoor(place, "back"));
