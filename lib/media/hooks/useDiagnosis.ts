import { useEffect } from "preact/hooks";
import { Diagnosis, type DiagnosisModel } from "../call/diagnosis.ts";
import { useMediaModels } from "./LiveKitMediaContext.ts";
import { onePerCall } from "./one_per_call.ts";

const modelOf = onePerCall((models) => new Diagnosis(models));

/**
 * Checks the chain of a call where something is wrong; stops when the component unmounts.
 *
 * @throws {TypeError} outside a `LiveKitRoomProvider`.
 */
export function useDiagnosis(): DiagnosisModel {
  const model = modelOf(useMediaModels("useDiagnosis"));
  useEffect(() => () => model.clear(), [model]);
  return model;
}
