import { expect } from "expect";
import { accountWordsOf } from "../../../components/messages/account_words.ts";
import { ownAccountWords } from "../../../components/messages/own_account_words.ts";
import { allowWordsOf } from "../../../components/space/allow_steps.ts";
import { homeWordsOf } from "../../../components/messages/home_words.ts";
import { servedWordsOf } from "../../../components/messages/served_words.ts";
import { ownerWordsOf } from "../../../components/messages/owner_words.ts";
import { wordsOf } from "../../../components/messages/words.ts";
import { errorStatus } from "../../../lib/contract/errors.ts";
import {
  backgroundWordsOf,
  callWordsOf,
  chatWordsOf,
  helpWordsOf,
  settingsWordsOf,
  spaceWordsOf,
} from "../../fakes/components/late_words.ts";

/** Every message as `path: text`, functions called with something to say. */
function* texts(words: object, path = ""): Generator<[string, string]> {
  for (const [key, value] of Object.entries(words)) {
    const here = `${path}/${key}`;
    if (typeof value === "string") yield [here, value];
    else if (typeof value === "function") yield [here, String(value(3, 5))];
    else yield* texts(value, here);
  }
}

const volumes = [
  ["page", { en: wordsOf("en"), ko: wordsOf("ko") }],
  ["help", { en: helpWordsOf("en"), ko: helpWordsOf("ko") }],
  ["home page", { en: homeWordsOf("en"), ko: homeWordsOf("ko") }],
  ["remedies", { en: allowWordsOf("en"), ko: allowWordsOf("ko") }],
  ["served pages", { en: servedWordsOf("en"), ko: servedWordsOf("ko") }],
  ["account", { en: accountWordsOf("en"), ko: accountWordsOf("ko") }],
  ["own account", ownAccountWords],
  ["space", { en: spaceWordsOf("en"), ko: spaceWordsOf("ko") }],
  ["owner", { en: ownerWordsOf("en"), ko: ownerWordsOf("ko") }],
  ["chat", { en: chatWordsOf("en"), ko: chatWordsOf("ko") }],
  ["background", { en: backgroundWordsOf("en"), ko: backgroundWordsOf("ko") }],
  ["settings", { en: settingsWordsOf("en"), ko: settingsWordsOf("ko") }],
  ["call", { en: callWordsOf("en"), ko: callWordsOf("ko") }],
] as const;

for (const [name, { en, ko }] of volumes) {
  Deno.test(`the ${name}'s words: Korean has every text that English has, in Korean`, () => {
    const english = new Map(texts(en));
    const korean = new Map(texts(ko));
    expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
    // What is written the same in both: an example that one types, and a request's id.
    const notKorean = [...korean].filter(([, text]) => !/[\uAC00-\uD7A3]/.test(text))
      .map(([path]) => path);
    expect(notKorean).toEqual(name === "call" ? ["/call/percent"] : []);
  });

  Deno.test(`the ${name}'s words: nothing is empty, and English holds no Korean`, () => {
    for (const [path, text] of texts(en)) {
      expect({ path, isSaid: text.trim().length > 0 && !/[\uAC00-\uD7A3]/.test(text) })
        .toEqual({ path, isSaid: true });
    }
  });
}

Deno.test("callError has words for every API error that a visitor can meet", () => {
  const words = callWordsOf("en").callError;
  const refusals = Object.entries(errorStatus)
    .filter(([code, status]) =>
      (status === 403 || status === 429 || status === 503) &&
      code !== "room-mismatch" && code !== "cross-site"
    )
    .map(([code]) => code);
  for (const code of refusals) expect(Object.keys(words)).toContain(code);
});

Deno.test("counts have a singular and a plural", () => {
  const { countInside } = wordsOf("en").door;
  expect([countInside(1), countInside(2)]).toEqual(["One person", "2 people"]);
  const { peopleHere } = callWordsOf("en").call;
  expect([peopleHere(1), peopleHere(0)]).toEqual(["1 person", "0 people"]);
});
