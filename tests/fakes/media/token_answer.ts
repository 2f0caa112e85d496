import type { TokenAnswer } from "../../../lib/contract/token.ts";

/** An answer of the token endpoint. */
export const tokenAnswer: TokenAnswer = {
  token: "t",
  url: "ws://livekit.test",
  roomName: "space-tea",
  seatId: "seat_1",
  participantId: "seat_1.1",
  participantName: "Kim",
  expiresAt: "2030-01-01T00:00:00Z",
};
