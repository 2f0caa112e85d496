/** How long and how large a recording is, in words. */

/** `0:07`, `12:30`, `1:02:03`. */
export function timeWord(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(Math.floor(seconds % 60));
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Megabytes, one decimal below ten; what is there is not nothing. */
export function megabytes(bytes: number, locale: string): string {
  const number = bytes > 0 ? Math.max(bytes / 1_000_000, 0.1) : 0;
  return new Intl.NumberFormat(locale, {
    ...{ style: "unit", unit: "megabyte" },
    maximumFractionDigits: number < 10 ? 1 : 0,
  }).format(number);
}
