/** A value that people set by requests, as an onlooker knows it: what it could have been between two moments. */

/** A request that may set the value: in effect between `sentAtMs` and its answer, or for ever unknown. */
export interface Write<Value> {
  readonly value: Value;
  readonly sentAtMs: number;
  /** When it was answered as done; `null`: it may have had its effect, or not. */
  doneAtMs: number | null;
  /** False: even when done, it may have set another person's value. */
  isCertain: boolean;
}

/** After this long an unanswered request reads nothing more, and a later write of it fails its checks. */
const workMs = 10_000;

/** The last moment at which a request could have read what it stands on. */
export function endOf(
  { sentAtMs, doneAtMs }: Pick<Write<unknown>, "sentAtMs" | "doneAtMs">,
): number {
  return doneAtMs ?? sentAtMs + workMs;
}

export class Register<Value> {
  #writes: Write<Value>[];

  constructor(initial: Value) {
    const always = { sentAtMs: -Infinity, doneAtMs: -Infinity };
    this.#writes = [{ value: initial, ...always, isCertain: true }];
  }

  begin(value: Value, sentAtMs: number): Write<Value> {
    const write: Write<Value> = { value, sentAtMs, doneAtMs: null, isCertain: true };
    this.#writes.push(write);
    return write;
  }

  /** The request certainly had no effect. */
  forget(write: Write<Value>): void {
    this.#writes = this.#writes.filter((other) => other !== write);
  }

  /** Every value that it may have had at some moment between the two. */
  during(fromMs: number, untilMs: number): Value[] {
    const certain = this.#writes.filter(({ isCertain, doneAtMs }) =>
      isCertain && doneAtMs !== null && doneAtMs <= fromMs
    );
    return this.#writes.filter((write) =>
      write.sentAtMs <= untilMs && !certain.some((later) => later.sentAtMs > endOf(write))
    ).map(({ value }) => value);
  }

  /** It had that value all the time between the two. */
  isSurely(value: Value, fromMs: number, untilMs: number): boolean {
    return this.during(fromMs, untilMs).every((other) => other === value);
  }

  mayBe(value: Value, fromMs: number, untilMs: number): boolean {
    return this.during(fromMs, untilMs).includes(value);
  }
}
