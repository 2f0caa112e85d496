/** The encodings in which the build writes files, the smallest form first, and how the names of their files end. */
export const endings = { br: ".br", gzip: ".gz" } as const;

export type Encoding = keyof typeof endings;

/** The accepted encoding that makes the smallest body, or `null` (RFC 9110, 12.5.3). */
export function acceptedEncoding(header: string): Encoding | null {
  const accepted = new Set(
    header.split(",").flatMap((entry) => {
      const [name, weight] = entry.trim().toLowerCase().split(/\s*;\s*/);
      return /^q=0(\.0*)?$/.test(weight ?? "") ? [] : [name];
    }),
  );
  if (accepted.has("br")) return "br";
  return accepted.has("gzip") ? "gzip" : null;
}
