/** Schemas of single values of the environment. Their messages never hold the value. */
import { z } from "zod";

/** A whole number within limits. */
export function wholeNumber(least: number, most: number) {
  return z.string().regex(/^\d{1,9}$/, "a whole number").transform(Number)
    .pipe(z.number().min(least, `at least ${least}`).max(most, `at most ${most}`));
}

/** An http(s) origin: another path than `/` would be lost, so it is refused. */
export const webOrigin = z.url({ protocol: /^https?$/, error: "an http:// or https:// address" })
  .refine(isBareOrigin, "an address without a path, such as https://talk.example.org")
  .transform((address) => new URL(address).origin);

/** An origin that may call the API: of a site, or of an app's own pages (`capacitor://localhost`, `tauri://localhost`). */
export const callerOrigin = z.string()
  .refine((text) => !text.includes("*"), "each origin by its name; there are no wildcards")
  .refine(
    (text) => /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(text) && URL.canParse(text),
    "origins such as https://a.example or capacitor://localhost",
  )
  .refine(isBareOrigin, "origins without a path")
  .transform((text) => {
    const { origin, protocol, host } = new URL(text);
    // Only the schemes of the web have an `origin`; a browser sends the others as they are here.
    return origin === "null" ? `${protocol}//${host.toLowerCase()}` : origin;
  });

function isBareOrigin(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { pathname, search, hash, username, password } = new URL(address);
  return /^\/*$/.test(pathname) && search + hash + username + password === "";
}

/** An address of a scheme, without slashes at its end. */
export function addressOf(protocol: RegExp, error: string) {
  return z.url({ protocol, error }).transform((address) => address.replace(/\/+$/, ""));
}

/**
 * A secret: what a shell or an editor adds by accident (quotes around it, blanks, a line end) would make every signature
 * wrong without a word.
 */
export function secretText(maxLength: number) {
  return z.string().max(maxLength, `at most ${maxLength} characters`)
    .refine((text) => !/\s/.test(text), "has blanks or line ends in it")
    .refine((text) => !/^(["'`]).*\1$/.test(text), "has quotes around it");
}
