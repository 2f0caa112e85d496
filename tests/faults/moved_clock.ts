/** The clock of a whole process, moved: our own code's, and that of every library in it. */

/** How far the clock is moved, in milliseconds; 0 until it is told otherwise. */
export interface MovedClock {
  offsetMs: number;
}

/**
 * Puts a `Date` that tells another time in the place of the global one. Timers go on as they did: a clock that
 * is off runs at the right speed.
 */
export function moveClock(): MovedClock {
  const clock: MovedClock = { offsetMs: 0 };
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) =>
      args.length === 0
        ? new target(target.now() + clock.offsetMs)
        : Reflect.construct(target, args),
    get: (target, name) =>
      name === "now" ? () => target.now() + clock.offsetMs : Reflect.get(target, name),
  });
  return clock;
}
