/** Whether the parts that a call needs answer. */
import { settledWithin } from "../base/deadline.ts";
import { writeProbe } from "../storage/deno_kv.ts";
import { roundKey } from "../rows/presence_rows.ts";
import type { CoreServices } from "../core_services.ts";

/** What asking the others takes. */
export type HealthServices = Pick<CoreServices, "config" | "kv" | "livekit" | "now">;

/** Longer than this a page does not wait to learn that LiveKit is away. */
const pageWaitsMs = 500;

/** A round of the reconciler that heard LiveKit this lately is proof enough for a page. */
const heardLatelyMs = 35_000;

/** Which of the parts answer. */
export interface Readiness {
  readonly livekit: boolean;
  readonly storage: boolean;
}

/** Asks both, within the deadlines of their ports. Storage has to take a write: a full disk can still be read. Never rejects. */
export async function checkReadiness({ kv, livekit }: HealthServices): Promise<Readiness> {
  const [livekitAnswers, storageAnswers] = await Promise.all([
    answers(livekit.listRoomNames()),
    answers(kv.commit(writeProbe)),
  ]);
  return { livekit: livekitAnswers, storage: storageAnswers };
}

/** False when LiveKit did not answer lately: for a page, which says what to do instead. Never rejects. */
export async function isLiveKitReady(services: HealthServices): Promise<boolean> {
  const { config, kv, livekit, now } = services;
  if (config.livekit === null) return false;
  try {
    const { value } = await kv.get(roundKey);
    const age = now() - (value?.livekitAnsweredAtMs ?? 0);
    if (age >= 0 && age < heardLatelyMs) return true;
  } catch {
    // Storage is away: that says nothing of LiveKit.
  }
  const asked = answers(livekit.listRoomNames());
  return await settledWithin(pageWaitsMs, asked) && await asked;
}

function answers(work: Promise<unknown>): Promise<boolean> {
  return work.then(() => true, () => false);
}
