import { spacePage } from "../../lib/contract/space_address.ts";

/** The link that brings somebody here, without what only this browser should keep. */
export function invitationLink(slug: string, origin: string): string {
  return new URL(spacePage(slug), origin).href;
}

/** A link as it was typed, in its script: escaped, as every app takes it, it reads as nothing. */
export function readableLink(link: string): string {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
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
