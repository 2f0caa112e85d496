/**
 * `deno task test:model`: 20,000 sequences, shared out to as many processes as there are processors.
 *
 *     MODEL_SEQUENCES=100000 deno task test:model
 *     MODEL_SEED=7 deno task test:model
 */
import { measuredOn, writeReliabilitySection } from "../faults/reliability_page.ts";
import { checkModel, seedOfEnvironment } from "./check_model.ts";

/** A shorter run says too little for docs/reliability.md. */
const sequencesOnThePage = 20_000;

const share = Deno.env.get("MODEL_SHARE");
if (share === undefined) Deno.exit(await runAll());
await runShare(Number(share));

async function runAll(): Promise<number> {
  const sequences = Number(Deno.env.get("MODEL_SEQUENCES") ?? 20_000);
  const processes = navigator.hardwareConcurrency;
  const seed = seedOfEnvironment();
  const began = performance.now();
  console.log(`${sequences} sequences in ${processes} processes, MODEL_SEED=${seed}`);
  const codes = await Promise.all(Array.from({ length: processes }, async (_, at) => {
    const part = Math.ceil(sequences / processes);
    const env = { MODEL_SHARE: String(part), MODEL_SEED: String((seed + at) | 0) };
    const args = ["run", "-A", import.meta.filename ?? ""];
    return (await new Deno.Command(Deno.execPath(), { args, env }).spawn().status).code;
  }));
  const seconds = Math.round((performance.now() - began) / 1000);
  const isFine = codes.every((code) => code === 0);
  const result = isFine
    ? `No invariant was broken in ${sequences} sequences (${seconds} s)`
    : `An invariant was broken (${seconds} s)`;
  console.log(result);
  if (sequences >= sequencesOnThePage) {
    const seeds = codes.map((_, at) => (seed + at) | 0).join(" and ");
    const made = `Made by \`deno task test:model\`. ${measuredOn()}`;
    await writeReliabilitySection("Model", `${made}\n\n${result}, with the seeds ${seeds}.`);
  }
  return isFine ? 0 : 1;
}

async function runShare(sequences: number): Promise<void> {
  const seed = seedOfEnvironment();
  let done = 0;
  try {
    await checkModel({
      seed,
      sequences,
      onSequence: () => {
        if (++done % 1000 === 0) console.log(`MODEL_SEED=${seed}: ${done} of ${sequences}`);
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
