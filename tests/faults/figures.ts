/** Measurements of the rows: kept by `deno task faults`, which makes docs/reliability.md of them. */

/**
 * In tests a bound is ten times the figure of docs/design.md: a slow machine keeps it, a defect does not. Mutants,
 * whose waits always end in vain, take less.
 */
const slack = Number(Deno.env.get("FAULTS_SLACK") ?? 10);

/** True under `deno task faults`, which repeats what it measures. */
export const isMeasuring: boolean = Deno.env.has("FAULTS_FIGURES");

/** How often a row repeats what it measures: `inTests` times, or `measured` under `deno task faults`. */
export function repeats(inTests: number, measured: number): number {
  return isMeasuring ? measured : inTests;
}

/** Keeps one measurement, in milliseconds, of what docs/design.md promises within `designMs`. */
export function measured(figure: string, milliseconds: number, designMs: number): void {
  const file = Deno.env.get("FAULTS_FIGURES");
  if (!file) return;
  const line = JSON.stringify({ figure, milliseconds, designMs });
  Deno.writeTextFileSync(file, `${line}\n`, { append: true, create: true });
}

/** The bound of a test for what docs/design.md promises within `designMs`. */
export function bound(designMs: number): number {
  return designMs * slack;
}
