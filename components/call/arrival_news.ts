import type { CallWords } from "../messages/en_call.ts";

/** Display names by seat. */
export type Names = ReadonlyMap<string, string>;

/** More people than this are counted, not named. */
const mostNamed = 3;

/** Who came and who went between two moments, in one short sentence each; empty for nobody. */
export function arrivalNews(before: Names, after: Names, words: CallWords["call"]): string {
  const missing = (from: Names, among: Names) =>
    [...from].filter(([seatId]) => !among.has(seatId)).map(([, name]) => name);
  const came = missing(after, before);
  const went = missing(before, after);
  return [
    ...came.length > mostNamed ? [words.manyJoined(came.length)] : came.map(words.joined),
    ...went.length > mostNamed ? [words.manyLeft(went.length)] : went.map(words.left),
  ].join(". ");
}
