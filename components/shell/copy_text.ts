/** Copies `text`; false where the browser does not allow it. */
export async function copyText(text: string, clipboard: Clipboard | undefined): Promise<boolean> {
  try {
    if (!clipboard) return false;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
