/**
 * Draws sequences, runs each against the server, and shows the shortest that it finds when one breaks an invariant.
 *
 * - `MODEL_SEED=…` draws the same sequences again.
 * - `MODEL_STEPS='[…]'` (a failure prints it) runs that one sequence.
 * - `MODEL_SHRINK=off` shows the first sequence that breaks an invariant, as it was drawn.
 */
import * as fc from "fast-check";
import { runSequence, StepCommand } from "./run_sequence.ts";
import { anyStep, type Step } from "./steps.ts";

export interface ModelCheck {
  readonly seed: number;
  readonly sequences: number;
  /** Called after each sequence that was drawn, with what it reached. */
  readonly onSequence?: (reached: Iterable<string>) => void;
}

const maxSteps = 28;

/** @throws Error with the shortest sequence, the invariants that it breaks, and how to run it again. */
export async function checkModel({ seed, sequences, onSequence }: ModelCheck): Promise<void> {
  const anySequence = fc.commands([anyStep.map((step) => new StepCommand(step))], {
    maxCommands: maxSteps,
    size: "max",
    disableReplayLog: true,
  });
  let last: readonly Step[] = [];
  const property = fc.asyncProperty(anySequence, async (commands) => {
    const { broken, steps, reached } = await runSequence(commands);
    if (broken.length > 0) {
      last = steps;
      throw new Error(broken.join("\n"));
    }
    onSequence?.(reached);
  });
  const endOnFailure = Deno.env.get("MODEL_SHRINK") === "off";
  const details = await fc.check(property, { seed, numRuns: sequences, endOnFailure });
  if (details.failed) throw new Error(report(seed, last, details.errorInstance));
}

function report(seed: number, steps: readonly Step[], error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${why}\nin ${steps.length} steps:\n${
    steps.map((step) => `  ${JSON.stringify(step)}`).join("\n")
  }\nAll again: MODEL_SEED=${seed}\nThis one again: MODEL_STEPS='${JSON.stringify(steps)}'`;
}

/** The seed that the environment asks for, else `otherwise`, else a new one. */
export function seedOfEnvironment(otherwise?: number): number {
  const given = Deno.env.get("MODEL_SEED");
  if (given !== undefined) return Number(given);
  return otherwise ?? crypto.getRandomValues(new Int32Array(1))[0];
}

/** The one sequence that the environment asks for; `null`: none. Trusted, as is whoever runs tests. */
export function stepsOfEnvironment(): StepCommand[] | null {
  const given = Deno.env.get("MODEL_STEPS");
  if (given === undefined) return null;
  const steps: Step[] = JSON.parse(given);
  return steps.map((step) => new StepCommand(step));
}
