/** The results of a run of the fault rows: from its JUnit file, its figures and the rows' own comments. */

/** One measurement, as figures.ts keeps it. */
export interface Measurement {
  readonly figure: string;
  readonly milliseconds: number;
  readonly designMs: number;
}

/** One file of rows. */
export interface Row {
  /** `F4`, or what stands for it where a file has no number. */
  readonly name: string;
  readonly what: string;
  readonly defects: string;
  readonly tests: number;
  readonly failed: number;
  readonly seconds: number;
}

/** Tests and failures of each file in Deno's JUnit file, and the seconds that they took. */
export function resultsByFile(
  junit: string,
): Map<string, { tests: number; failed: number; seconds: number }> {
  const results = new Map<string, { tests: number; failed: number; seconds: number }>();
  const cases = junit.matchAll(/<testcase\s([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g);
  for (const [, attributes, , inside = ""] of cases) {
    const file = /classname="(?:\.\/)?([^"]*)"/.exec(attributes)?.[1] ?? "";
    const seconds = Number(/time="([\d.]+)"/.exec(attributes)?.[1] ?? 0);
    const isStep = /name="[^"]* &gt; /.test(attributes);
    const sum = results.get(file) ?? { tests: 0, failed: 0, seconds: 0 };
    results.set(file, {
      tests: sum.tests + 1,
      failed: sum.failed + (/<(failure|error)[\s>]/.test(inside) ? 1 : 0),
      seconds: sum.seconds + (isStep ? 0 : seconds),
    });
  }
  return results;
}

/** The parts of a row's comment: its name, what happens, and the defects that it catches. */
export function describedBy(source: string): Pick<Row, "name" | "what" | "defects"> {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? "";
  const text = comment.replace(/^\s*\* ?/gm, " ").replace(/\s+/g, " ").trim();
  const [, name = "", said = text] = /^(F\d+)[.,]\s*(.*)$/.exec(text) ?? [];
  const [what, defects = ""] = said.split(/\s*Defects? that it catches:\s*/);
  return { name, what: what.trim(), defects: defects.trim() };
}

export function rowsTable(rows: readonly Row[]): string {
  const lines = rows.map(({ name, what, defects, tests, failed, seconds }) =>
    `| ${name} | ${what} | ${defects} | ${tests} | ${seconds.toFixed(0)} | ${
      failed === 0 ? "held" : `**${failed} failed**`
    } |`
  );
  return [
    "| row | what happens | defects that it catches | tests | s | |",
    "| --- | --- | --- | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

/** One figure, of all its measurements. */
interface Figure {
  readonly name: string;
  /** The least first. */
  readonly sorted: readonly number[];
  readonly p95: number;
  readonly designMs: number;
  readonly isOver: boolean;
}

function figuresOf(measurements: readonly Measurement[]): Figure[] {
  const names = [...new Set(measurements.map(({ figure }) => figure))].sort();
  return names.map((name) => {
    const ofName = measurements.filter(({ figure }) => figure === name);
    const sorted = ofName.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const { designMs } = ofName[0];
    const p95 = percentile(sorted, 0.95);
    return { name, sorted, p95, designMs, isOver: p95 > designMs };
  });
}

/** The figures whose 95th percentile is over what the design promises, each in words. */
export function figuresOver(measurements: readonly Measurement[]): string[] {
  return figuresOf(measurements).filter(({ isOver }) => isOver).map(({ name, p95, designMs }) =>
    `${name}: ${p95.toFixed(0)} ms, and the design says ${designMs}`
  );
}

/** Each figure with its median, 95th percentile and worst, beside what the design promises. */
export function figuresTable(measurements: readonly Measurement[]): string {
  const lines = figuresOf(measurements).map(({ name, sorted, p95, designMs, isOver }) => {
    const cells = [percentile(sorted, 0.5), p95, sorted[sorted.length - 1], designMs]
      .map((value) => value.toFixed(0));
    return `| ${name} | ${sorted.length} | ${cells.join(" | ")} | ${
      isOver ? "**over**" : "within"
    } |`;
  });
  return [
    "| in milliseconds | n | p50 | p95 | worst | design | p95 is |",
    "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

/** The smallest value that `share` of all are not above. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
