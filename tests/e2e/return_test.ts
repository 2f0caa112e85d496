/** A page that was left by a real navigation, and is loaded anew. Where it is kept: tests/chromium. */
import { comesBackToTheDoor } from "./coming_back.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("return");

test("a person who left a call and comes back is at the pre-join, with name and choices", (testbed) =>
  comesBackToTheDoor(testbed, "back"));
