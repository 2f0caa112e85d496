import type { CallWords } from "../messages/en_call.ts";

/** What a tab tells of a call that is not looked at. */
export interface TitleNews {
  readonly knocks: number;
  /** Messages that were not read. */
  readonly unread: number;
  readonly isMuted: boolean;
}

/** The page's title: what asks for an answer first, the space last. */
export function callTitle(base: string, news: TitleNews, words: CallWords["title"]): string {
  const { knocks, unread, isMuted } = news;
  return [
    ...(knocks > 0 ? [words.knocks(knocks)] : []),
    ...(unread > 0 ? [words.unread(unread)] : []),
    ...(isMuted ? [words.muted] : []),
    base,
  ].join(" · ");
}
