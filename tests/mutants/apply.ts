/** Mutants: one small change of the code that some test has to notice. */

export interface Mutant {
  /** Short and unique: how it is asked for. */
  readonly name: string;
  /** The defect that it makes, in words. */
  readonly defect: string;
  /** The file that is changed, from the project's root. */
  readonly file: string;
  /** Code that stands exactly once in the file, as it is or with other names. */
  readonly search: string;
  /** The code that takes its place; a name that `search` has too follows the one in the file. */
  readonly replacement: string;
  /** The test that has to turn red: its file, and a part of its name (all of the file's when absent). */
  readonly test: { readonly file: string; readonly filter?: string };
  /** Environment variables of that test, such as a seed. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A piece of code; white space and comments are none. */
interface Token {
  readonly text: string;
  readonly from: number;
  readonly isName: boolean;
}

/** Where a mutant's code stands: offsets in the file, and each name of `search` with the one in its place. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly names: ReadonlyMap<string, string>;
}

const tokenPattern =
  /(?<skipped>\s+|\/\/[^\n]*|\/\*[^]*?\*\/)|(?<name>#?[\p{L}_$][\p{L}\p{N}_$]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^]/gu;

const keywords = new Set(
  ("as async await break case catch class const continue default delete else export extends false finally for from " +
    "function if import in instanceof let new null of return satisfies static super switch this throw true try type " +
    "typeof undefined void while yield").split(" "),
);

/**
 * The text with the mutant's change. Its code is found as it is written, else by its shape alone: the same code in which
 * each name is another one throughout, so that renaming something costs no mutant.
 *
 * @throws Error where its code does not stand there exactly once.
 */
export function mutated(text: string, { name, file, search, replacement }: Mutant): string {
  const places = placesOf(search, text);
  const written = places.filter(({ names }) => [...names].every(([one, other]) => one === other));
  const found = written.length > 0 ? written : places;
  if (found.length !== 1) {
    throw new Error(`Mutant "${name}": its code stands ${found.length} times in ${file}`);
  }
  const [{ from, to, names }] = found;
  return text.slice(0, from) + renamed(replacement, names) + text.slice(to);
}

function placesOf(search: string, text: string): Place[] {
  const wanted = tokensOf(search);
  const there = tokensOf(text);
  return there.flatMap((first, at) => {
    const names = new Map<string, string>();
    const isHere = wanted.every((token, index) => matches(token, there[at + index], names));
    const last = there[at + wanted.length - 1];
    return isHere ? [{ from: first.from, to: last.from + last.text.length, names }] : [];
  });
}

function matches(wanted: Token, token: Token | undefined, names: Map<string, string>): boolean {
  if (!wanted.isName || !token?.isName) return wanted.text === token?.text;
  const known = names.get(wanted.text);
  if (known !== undefined) return known === token.text;
  if ([...names.values()].includes(token.text)) return false;
  names.set(wanted.text, token.text);
  return true;
}

function tokensOf(text: string): Token[] {
  const tokens = [...text.matchAll(tokenPattern)]
    .filter(({ groups }) => groups?.skipped === undefined)
    .map(({ 0: found, index, groups }) => ({
      text: found,
      from: index,
      isName: groups?.name !== undefined && !keywords.has(found),
    }));
  // A comma before a closing bracket is the formatter's.
  return tokens.filter(({ text }, at) => text !== "," || !/^[)\]}]$/.test(tokens[at + 1]?.text));
}

function renamed(code: string, names: ReadonlyMap<string, string>): string {
  return code.replace(tokenPattern, (found) => names.get(found) ?? found);
}
