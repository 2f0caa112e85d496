import { spacePage } from "../../lib/contract/space_address.ts";

/** The link to the space, without the query and fragment of this page, which may hold secrets. An encrypted space's key follows. */
export function invitationLink(slug: string, origin: string): string {
  return new URL(spacePage(slug), origin).href;
}

/** The link for people to read: `/space/마당` instead of its percent-encoded form. */
export function readableLink(link: string): string {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
}

/** Opens the system's share sheet. Closing it is no error. */
export async function sendLink(
  url: string,
  title: string,
  navigator: Pick<Navigator, "share">,
): Promise<void> {
  try {
    await navigator.share({ url, title });
  } catch {
    // The sheet was closed, or cannot open; the link stands beside the button.
  }
}
