/** Code that a page fetches after it began: from a deployment that may be gone by then, with all its files. */

/** Told on `globalThis` each time that such code did not come. */
export const lateCodeMissing = "madang.late-code-missing";

/** The one way to a dynamic `import()`: as it answers, and where it fails the page learns it, too. */
export async function lateCode<Module>(importModule: () => Promise<Module>): Promise<Module> {
  try {
    return await importModule();
  } catch (error) {
    globalThis.dispatchEvent(new Event(lateCodeMissing));
    throw error;
  }
}
