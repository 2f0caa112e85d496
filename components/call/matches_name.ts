/** Whether `query` stands in a name: in any case and width, and without regard to accents. An empty one is in each. */
export function matchesName(name: string, query: string): boolean {
  return plain(name).includes(plain(query).trim());
}

/** Accents are parts of letters in some languages, but rarely typed. Hangul stays whole: its parts are no accents. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();
}
