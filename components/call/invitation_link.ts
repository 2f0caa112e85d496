/** The link that brings somebody here, without what only this browser should keep. */
export function invitationLink(slug: string, origin: string): string {
  return new URL(`/space/${slug}`, origin).href;
}

/** The system's own way to send a link. Whoever closes it has changed their mind: no error. */
export async function sendLink(
  url: string,
  title: string,
  navigator: Pick<Navigator, "share">,
): Promise<void> {
  try {
    await navigator.share({ url, title });
  } catch {
    // Closed, or not possible right now; the link stands beside the button.
  }
}
