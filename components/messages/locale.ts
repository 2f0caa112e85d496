/** The languages that every page, sign and spoken word exists in. */
export const locales = ["en", "ko"] as const;

export type Locale = typeof locales[number];
