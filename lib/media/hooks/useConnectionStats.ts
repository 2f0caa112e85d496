import { useEffect } from "preact/hooks";
import { ConnectionStats } from "../call/connection_stats.ts";
import type { ConnectionStatsModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall(({ stats }) => new ConnectionStats(stats));

/**
 * Round trip, bit rate, loss and picture size of each person, read every 2 s while a component with this hook is mounted.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useConnectionStats(): ConnectionStatsModel {
  const model = modelOf(useMediaModels("useConnectionStats"));
  useEffect(() => model.start(), [model]);
  return model;
}
