import { spacePage } from "../../lib/contract/space_address.ts";

/** The sign-in page's path that leads back to a space's pre-join. */
export function signInPath(slug: string): string {
  return `/sign-in?return=${encodeURIComponent(spacePage(slug))}`;
}
