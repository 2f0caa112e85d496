/** The name of the cookie that keeps a chosen language. */
export const localeCookie = "madang_locale";

/**
 * The language of a page: the cookie's, else the supported one with the highest quality in `Accept-Language`
 * (RFC 9110, 12.5.4; `ko-KR` counts as `ko`), else the first of `supported`.
 */
export function negotiateLocale<Locale extends string>(
  headers: Headers,
  supported: readonly [Locale, ...Locale[]],
): Locale {
  const chosen = new RegExp(`(?:^|;\\s*)${localeCookie}=([^;]*)`).exec(headers.get("cookie") ?? "");
  const byChoice = supported.find((locale) => locale === chosen?.[1]);
  if (byChoice) return byChoice;
  let best: Locale = supported[0];
  let bestQuality = 0;
  for (const range of (headers.get("accept-language") ?? "").split(",").slice(0, 32)) {
    const [tag, ...parameters] = range.trim().toLowerCase().split(";");
    const quality = qualityOf(parameters);
    const match = supported.find((locale) => tag === locale || tag.startsWith(`${locale}-`));
    const candidate = match ?? (tag === "*" ? supported[0] : undefined);
    if (candidate && quality > bestQuality) [best, bestQuality] = [candidate, quality];
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.map((parameter) => /^\s*q=([0-9.]+)\s*$/.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  if (weight === undefined) return 1;
  const quality = Number(weight);
  return quality >= 0 && quality <= 1 ? quality : 0;
}
