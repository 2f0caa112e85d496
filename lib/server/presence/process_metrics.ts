/** Figures of this process for Prometheus: people inside, open streams, and what runs. */
import type { CoreServices } from "../core_services.ts";
import type { PresenceFeed } from "./presence_feed.ts";
import { inhabitedSpacesPrefix } from "../rows/presence_rows.ts";
import { readPresence } from "./presence.ts";

/** Spaces that are counted, at most, and how many at once. */
const spacesAtMost = 2_000;
const spacesAtOnce = 16;

/** People and spaces with people, by stored presence. @throws AppError `storage-unavailable` */
export async function countPeople(
  { kv }: Pick<CoreServices, "kv">,
): Promise<{ readonly people: number; readonly spaces: number }> {
  const rows = await kv.list(inhabitedSpacesPrefix, spacesAtMost);
  const slugs = rows.flatMap(({ value }) => value?.slug ?? []);
  let people = 0;
  let spaces = 0;
  const worker = async () => {
    for (let slug = slugs.pop(); slug !== undefined; slug = slugs.pop()) {
      const { presence } = await readPresence(kv, slug);
      people += presence.count;
      spaces += presence.count > 0 ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: spacesAtOnce }, worker));
  return { people, spaces };
}

/** Values that are read again after this long, since two gauges and several readers ask for them. */
const keptMs = 5_000;

/** Adds the gauges of this process. A value that cannot be read is told as `NaN`, as Prometheus knows it. */
export function describeProcess(
  services: Pick<CoreServices, "kv" | "metrics" | "now"> & { readonly presenceFeed?: PresenceFeed },
  { version, commit, engine }: {
    readonly version: string;
    readonly commit: string | null;
    readonly engine: string;
  },
) {
  const { metrics, now, presenceFeed } = services;
  let counted: { readonly at: number; readonly value: ReturnType<typeof countPeople> } | null =
    null;
  const count = () => {
    if (counted === null || now() - counted.at > keptMs) {
      counted = { at: now(), value: countPeople(services) };
    }
    return counted.value;
  };
  metrics.info({ version, commit: commit ?? "", engine });
  metrics.gauge(
    "people",
    "People inside, of all spaces and replicas",
    () => count().then(({ people }) => people, () => NaN),
  );
  metrics.gauge(
    "inhabited_spaces",
    "Spaces with people inside, of all replicas",
    () => count().then(({ spaces }) => spaces, () => NaN),
  );
  metrics.gauge("presence_streams", "Open streams", () => presenceFeed?.listeners ?? 0);
}
