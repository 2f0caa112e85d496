/** docs/reliability.md: figures, each section written by the task that measures it, the others left as they are. */

const page = new URL("../../docs/reliability.md", import.meta.url);

const head = `# Reliability

Faults, and the behaviour measured under each. Every section is made by a task, on the machine that it names; none is written by hand.
`;

/** Puts `text` (Markdown, without its heading) in the place of the section `title`, or at the end where there is none. */
export async function writeReliabilitySection(title: string, text: string): Promise<void> {
  const before = await Deno.readTextFile(page).catch(() => head);
  await Deno.writeTextFile(page, withSection(before, title, text));
}

/** The page with that section in it; sections begin with `## `. */
export function withSection(before: string, title: string, text: string): string {
  const [start, ...sections] = before.split(/^(?=## )/m);
  const section = `## ${title}\n\n${text.trim()}\n`;
  const isThis = (other: string) => other.split("\n", 1)[0] === `## ${title}`;
  const all = sections.some(isThis)
    ? sections.map((other) => isThis(other) ? section : other)
    : [...sections, section];
  return [start, ...all].map((each) => each.trim()).join("\n\n") + "\n";
}

/** The machine and the programs that figures are from, in one sentence. */
export function measuredOn(): string {
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const [load] = Deno.loadavg();
  return `Measured with Deno ${Deno.version.deno} on ${Deno.build.os}, ` +
    `${navigator.hardwareConcurrency} cores, ${gigabytes} GB, all parts on this one machine ` +
    `(load at the end: ${load.toFixed(1)}).`;
}
