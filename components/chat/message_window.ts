/** The part of a long list that is on the page: 10,000 messages are no more elements than 160. */

/** Indexes: from the first that is shown to the one behind the last. */
export interface MessageWindow {
  readonly from: number;
  readonly to: number;
}

/** Messages on the page, at most. */
export const shownAtMost = 160;

/** A scroll to an edge moves the window by this many. */
const step = 60;

/** The window at the end of `count` messages. */
export function windowAtEnd(count: number): MessageWindow {
  return { from: Math.max(0, count - shownAtMost + step), to: count };
}

/** The window moved towards the beginning. */
export function windowEarlier({ from, to }: MessageWindow): MessageWindow {
  const earlier = Math.max(0, from - step);
  return { from: earlier, to: Math.min(to, earlier + shownAtMost) };
}

/** The window moved towards the end of `count` messages. */
export function windowLater({ from, to }: MessageWindow, count: number): MessageWindow {
  const later = Math.min(count, to + step);
  return { from: Math.max(from, later - shownAtMost), to: later };
}
