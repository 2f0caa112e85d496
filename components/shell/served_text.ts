/**
 * What stands in the field `id` of the served page: typed, filled in or put back by the browser before this code ran. For
 * the first render, which would write its own value over it (Fresh renders into the served page; it does not hydrate).
 * `otherwise` where there is no such field yet, as on a server.
 */
export function servedText(id: string, otherwise: string): string {
  if (typeof document === "undefined") return otherwise;
  const field = document.getElementById(id);
  return field instanceof HTMLInputElement ? field.value : otherwise;
}
