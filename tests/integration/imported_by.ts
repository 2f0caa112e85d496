/** What a built script imports as soon as it is there: names of files beside it. What `import()` loads comes later. */
export function importedBy(script: string): string[] {
  return [...script.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([\w.-]+\.js)"/g)].map(([, name]) => name);
}
