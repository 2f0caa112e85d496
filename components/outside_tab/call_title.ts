import type { CallWords } from "../messages/en_call.ts";

/** The news of a call that its tab tells while it is hidden. */
export interface TitleNews {
  readonly knocks: number;
  /** The number of unread messages. */
  readonly unread: number;
  readonly isMuted: boolean;
}

/** The page's title: the news that asks for an answer first, the space last. */
export function callTitle(base: string, news: TitleNews, words: CallWords["title"]): string {
  const { knocks, unread, isMuted } = news;
  return [
    ...(knocks > 0 ? [words.knocks(knocks)] : []),
    ...(unread > 0 ? [words.unread(unread)] : []),
    ...(isMuted ? [words.muted] : []),
    base,
  ].join(" · ");
}
