/** The static imports of a built script: names of files beside it. `import()` is left out. */
export function importedBy(script: string): string[] {
  return [...script.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w.-]+\.js)"/g)].map(([, name]) => name);
}
