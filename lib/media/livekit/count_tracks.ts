import { type Participant, Track, type TrackPublication } from "livekit-client";
import type { CountedTrack } from "../ports/room_port.ts";
import { receivedStats, sentStats } from "./track_stats.ts";

const sources: Partial<Record<Track.Source, CountedTrack["source"]>> = {
  [Track.Source.Microphone]: "microphone",
  [Track.Source.Camera]: "camera",
  [Track.Source.ScreenShare]: "screen",
  [Track.Source.ScreenShareAudio]: "screen-sound",
};

/** What the browser counts of a participant's tracks that are sent or received now. */
export async function countTracks(participant: Participant): Promise<CountedTrack[]> {
  const publications = [...participant.trackPublications.values()];
  const counted = await Promise.all(
    publications.map((publication) => count(publication, participant.isLocal)),
  );
  return counted.filter((track) => track !== null);
}

async function count(
  { track, trackSid, source, kind, isMuted }: TrackPublication,
  isLocal: boolean,
): Promise<CountedTrack | null> {
  // A track without a sender or receiver is about to go.
  const report = await track?.getRTCStatsReport().catch(() => undefined);
  if (!report) return null;
  // A stream from elsewhere names no source.
  const known = sources[source] ?? (kind === Track.Kind.Audio ? "microphone" : "camera");
  const read = isLocal ? sentStats : receivedStats;
  return { id: trackSid, source: known, isMuted, stats: read(report.values()) };
}
