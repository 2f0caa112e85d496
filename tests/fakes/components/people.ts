import { signal } from "@preact/signals";
import type { ParticipantTracks, ShownReaction } from "../../../lib/media/ports/call_types.ts";

/** Somebody in a call, who can be changed by hand. */
export function fakePerson(displayName: string, patch: Partial<ParticipantTracks> = {}) {
  const volume = signal(100);
  const screenVolume = signal(100);
  return {
    seatId: `seat_${displayName}`,
    participantId: signal(`seat_${displayName}.1`),
    displayName: signal(displayName),
    kind: signal("user" as const),
    role: signal("speaker" as const),
    isLocal: false,
    isReconnecting: signal(false),
    isSpeaking: signal(false),
    isMicrophoneMuted: signal(false),
    camera: signal(null),
    screen: signal(null),
    isCameraLeftOut: signal(false),
    isScreenLeftOut: signal(false),
    receive: () => {},
    encryption: signal(null),
    recordingSince: signal(null),
    sounds: signal([]),
    screenOrder: signal(0),
    quality: signal("good" as const),
    volume,
    setVolume: (percent: number) => volume.value = percent,
    handRaisedAt: signal<number | null>(null),
    isCaptioning: signal(false),
    hasScreenSound: signal(false),
    reactions: signal<readonly ShownReaction[]>([]),
    screenVolume,
    setScreenVolume: (percent: number) => screenVolume.value = percent,
    ...patch,
  } satisfies ParticipantTracks;
}

/** A picture that is never played. */
export function fakePicture(id: string) {
  return { id, kind: "video" as const, attach: () => () => {} };
}
