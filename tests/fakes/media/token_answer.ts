import type { TokenAnswer } from "../../../lib/contract/token.ts";

/** What our server answers to who may enter. */
export const tokenAnswer: TokenAnswer = {
  token: "t",
  url: "ws://livekit.test",
  roomName: "space-tea",
  seatId: "seat_1",
  participantId: "seat_1.1",
  participantName: "Kim",
  expiresAt: "2030-01-01T00:00:00Z",
};
