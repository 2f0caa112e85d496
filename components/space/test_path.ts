import { spacePage } from "../../lib/contract/space_address.ts";

/** The path of the connection test; it leads back to a space's pre-join. */
export function testPath(slug: string): string {
  return `/test?return=${encodeURIComponent(spacePage(slug))}`;
}
