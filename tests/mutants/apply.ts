/** Mutants: one small change of the code that some test has to notice. */

export interface Mutant {
  /** Short and unique: how it is asked for. */
  readonly name: string;
  /** What is wrong with the code that it makes, in words. */
  readonly defect: string;
  /** The file that is changed, from the project's root. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  /** The test that has to turn red: its file, and a part of its name (all of the file's when absent). */
  readonly test: { readonly file: string; readonly filter?: string };
  /** What that test needs of the environment, such as a seed. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The text with the mutant's change.
 *
 * @throws Error where its search text does not stand there exactly once.
 */
export function mutated(text: string, { name, file, search, replacement }: Mutant): string {
  const parts = text.split(search);
  if (parts.length !== 2) {
    throw new Error(`Mutant "${name}": its text stands ${parts.length - 1} times in ${file}`);
  }
  return parts.join(replacement);
}
