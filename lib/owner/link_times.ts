/** How long a new link is valid; `own`: from and until are chosen. */
export type LinkSpan = "hour" | "day" | "week" | "month" | "own";

/** Milliseconds of each span. */
const spanMs: Readonly<Record<Exclude<LinkSpan, "own">, number>> = {
  hour: 60 * 60_000,
  day: 24 * 60 * 60_000,
  week: 7 * 24 * 60 * 60_000,
  month: 30 * 24 * 60 * 60_000,
};

/** What a form says about a link's life: local times as `datetime-local` writes them, empty where none is given. */
export interface LinkTimesWish {
  readonly span: LinkSpan;
  readonly from: string;
  readonly until: string;
}

/** The times of a link for the API; `null` where they are missing, already past, or the wrong way round. */
export function linkTimes(
  { span, from, until }: LinkTimesWish,
  now: number,
): { readonly notBefore?: string; readonly expiresAt: string } | null {
  if (span !== "own") return { expiresAt: new Date(now + spanMs[span]).toISOString() };
  const end = Date.parse(until);
  const start = from === "" ? null : Date.parse(from);
  if (Number.isNaN(end) || end <= now) return null;
  if (start === null) return { expiresAt: new Date(end).toISOString() };
  if (Number.isNaN(start) || end <= start) return null;
  return { notBefore: new Date(start).toISOString(), expiresAt: new Date(end).toISOString() };
}

/** The state of a link: its maker lost the right to make one, it is used up, over, not yet begun, or valid. */
export function linkState(
  link: {
    readonly used: number;
    readonly uses: number;
    readonly notBefore: string | null;
    readonly expiresAt: string;
    readonly isVouchedFor: boolean;
  },
  now: number,
): "unvouched" | "spent" | "over" | "early" | "good" {
  if (!link.isVouchedFor) return "unvouched";
  if (link.used >= link.uses) return "spent";
  if (Date.parse(link.expiresAt) <= now) return "over";
  return link.notBefore !== null && now < Date.parse(link.notBefore) ? "early" : "good";
}
