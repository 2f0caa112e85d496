import type { SpacePageData } from "../../lib/contract/visit.ts";
import type { Locale } from "../messages/locale.ts";
import { servedWordsOf } from "../messages/served_words.ts";
import { testPath } from "./test_path.ts";

/** The quiet link to the connection test, made on the server, so that its words cost the page no code. */
export function testLinkOf(slug: string, locale: Locale): SpacePageData["testLink"] {
  return {
    class: "door-link test-link",
    href: testPath(slug),
    children: servedWordsOf(locale).door.test,
  };
}
