import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useConnectionStats } from "../../lib/media/hooks/useConnectionStats.ts";
import { useHelpWords } from "../messages/help_words.ts";

/** *Connection* of one person: round trip, loss, bit rate and picture, each 2 s anew. */
export function PersonConnection({ person }: { person: ParticipantTracks }) {
  const words = useHelpWords().connection;
  const stats = useConnectionStats();
  const flow = stats.people.value.get(person.seatId);
  const roundTripMs = stats.roundTripMs.value;
  const rows = [
    [words.roundTrip, roundTripMs === null ? words.unknown : words.milliseconds(roundTripMs)],
    [
      words.loss,
      !flow
        ? words.unknown
        : flow.lossRatio === null
        ? words.none
        : words.percent((flow.lossRatio * 100).toFixed(1)),
    ],
    [
      person.isLocal ? words.sent : words.received,
      flow ? words.rate(flow.kilobitsPerSecond) : words.unknown,
    ],
    [
      words.picture,
      flow?.picture
        ? words.size(
          flow.picture.width,
          flow.picture.height,
          Math.round(flow.picture.framesPerSecond ?? 0),
        )
        : words.none,
    ],
  ];
  return (
    <dl class="person-connection" aria-label={words.title}>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
