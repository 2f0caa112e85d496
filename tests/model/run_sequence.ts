/** One sequence from its first step to its rest, and what it broke. */
import * as fc from "fast-check";
import { brokenInvariants } from "./invariants.ts";
import { linkSecret } from "./owned_space.ts";
import { prepareHmacKey, simulateGlobals } from "./simulated_globals.ts";
import type { Step } from "./steps.ts";
import { keys, World } from "./world.ts";

export interface Outcome {
  /** Invariants that were broken, in words; empty at best. */
  readonly broken: readonly string[];
  /** All rows, LiveKit's participants and the log, in the end: two runs of the same steps give the same. */
  readonly trace: string;
  /** The steps that were done. */
  readonly steps: readonly Step[];
  /** Situations that came about. */
  readonly reached: ReadonlySet<string>;
}

/** The state by which a command knows whether it makes sense: how many pages and links there could be. */
export interface Model {
  pages: number;
  links: number;
}

await prepareHmacKey(new TextEncoder().encode(keys.apiSecret));
await prepareHmacKey(linkSecret);

/** One step as a command of fast-check's. */
export class StepCommand implements fc.AsyncCommand<Model, World> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check({ pages, links }: Readonly<Model>): boolean {
    const { step } = this;
    return (!("page" in step) || step.page < pages) && (!("link" in step) || step.link < links);
  }

  async run(model: Model, world: World): Promise<void> {
    if (this.step.do === "join" || this.step.do.startsWith("ask")) model.pages++;
    if (this.step.do === "make-link") model.links++;
    await world.perform(this.step);
    // The first invariant that is broken is the one to look at.
    if (world.judge.broken.length > 0) throw new BrokenEarly();
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

class BrokenEarly extends Error {}

/** Runs the commands in a world of their own. */
export async function runSequence(
  commands: Iterable<fc.AsyncCommand<Model, World>>,
): Promise<Outcome> {
  const world = new World();
  using _globals = simulateGlobals(world.timeline);
  await world.start();
  try {
    await fc.asyncModelRun(() => ({ model: { pages: 0, links: 0 }, real: world }), commands);
    await world.comeToRest();
  } catch (error) {
    if (!(error instanceof BrokenEarly)) throw error;
  }
  return {
    broken: world.judge.broken.length > 0 ? world.judge.broken : await brokenInvariants(world),
    trace: traceOf(world),
    steps: world.performed,
    reached: world.judge.reached,
  };
}

function traceOf(world: World): string {
  const rows = [...world.kv.rows()].map(({ key, value }) => JSON.stringify([key, value])).sort();
  const live = world.livekit.roomNames().flatMap((room) => world.livekit.list(room));
  return [JSON.stringify(live), ...rows, ...world.log].join("\n");
}
