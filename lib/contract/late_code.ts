/** Code that a page loads after its start. A new deployment may have removed its files by then. */

/** Event on `globalThis` for each failed load. */
export const lateCodeMissing = "madang.late-code-missing";

/** Runs a dynamic `import()`; use it for all of them. A failure rejects as usual, and dispatches `lateCodeMissing`. */
export async function lateCode<Module>(importModule: () => Promise<Module>): Promise<Module> {
  try {
    return await importModule();
  } catch (error) {
    globalThis.dispatchEvent(new Event(lateCodeMissing));
    throw error;
  }
}
