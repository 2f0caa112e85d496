/**
 * The text in the field `id` of the served page, which the person typed, or the browser filled in or restored, before
 * this code ran. The first render needs it, because Fresh renders over the served page and does not hydrate it. Returns
 * `otherwise` where there is no such field, as on the server.
 */
export function servedText(id: string, otherwise: string): string {
  if (typeof document === "undefined") return otherwise;
  const field = document.getElementById(id);
  return field instanceof HTMLInputElement ? field.value : otherwise;
}
