import { spacePage } from "../../lib/contract/space_address.ts";

/** Where one signs in to come back to the door of a space. */
export function signInPath(slug: string): string {
  return `/sign-in?return=${encodeURIComponent(spacePage(slug))}`;
}
