import { useEffect } from "preact/hooks";
import type { HandModel } from "../space/hand_types.ts";
import { RaisedHands } from "../space/raised_hands.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const handsOf = onePerCall(({ space, voice }) => new RaisedHands({ ...space, page: voice.page }));

/** Options of `useHand`. */
export interface HandOptions {
  /** Offers to lower the hand after one's turn: in one component of the call. */
  readonly listens?: boolean;
}

/**
 * Our own raised hand, and the order of all that are raised.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useHand({ listens = false }: HandOptions = {}): HandModel {
  const model = handsOf(useMediaModels("useHand"));
  useEffect(() => listens ? model.start() : undefined, [model, listens]);
  return model;
}
