import { useEffect, useMemo } from "preact/hooks";
import type { VolumeMeterModel } from "../ports/call_types.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";

/**
 * A level meter of this component's own; it stops when the component unmounts. `volume` changes each frame: bind the signal
 * to an element instead of rendering by it.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useVolumeMeter(): VolumeMeterModel {
  const models = useMediaModels("useVolumeMeter");
  const meter = useMemo(() => models.createVolumeMeter(), [models]);
  useEffect(() => () => meter.stop(), [meter]);
  return meter;
}
