/**
 * Where a browser keeps the secrets of encrypted spaces: `localStorage`, by space, as JSON. Not `sessionStorage`, since the
 * settings open in a tab of their own, and a space is opened again from the home page, whose links hold no secret.
 */

/** The name under which the secret of a space is kept. */
export function keptKeyName(slug: string): string {
  return `madang.key ${slug}`;
}

type KeyStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The secret that this browser keeps; `null`: none. */
export function readKeptKey(storage: Pick<Storage, "getItem"> | null, slug: string): string | null {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(keptKeyName(slug)) ?? "null");
    return typeof kept === "string" ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps a secret; `null` forgets it. False where the browser forbids storage. */
export function keepKey(storage: KeyStorage | null, slug: string, secret: string | null): boolean {
  try {
    if (secret === null) storage?.removeItem(keptKeyName(slug));
    else storage?.setItem(keptKeyName(slug), JSON.stringify(secret));
    return readKeptKey(storage, slug) === secret;
  } catch {
    return false;
  }
}

/** A link with the secret in its fragment, behind an invitation's own. Without a secret the link as it is. */
export function linkWithKey(url: string, secret: string | null): string {
  if (secret === null) return url;
  return `${url}${url.includes("#") ? "&" : "#"}key=${secret}`;
}
