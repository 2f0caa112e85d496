/** Whether LiveKit and storage answer. */
import { settledWithin } from "../base/deadline.ts";
import { writeProbe } from "../storage/deno_kv.ts";
import { roundKey } from "../rows/presence_rows.ts";
import type { CoreServices } from "../core_services.ts";

/** The services that health checks need. */
export type HealthServices = Pick<CoreServices, "config" | "kv" | "livekit" | "now">;

/** How long a page waits for LiveKit's answer. */
const pageWaitsMs = 500;

/** A page trusts a reconciler round that LiveKit answered within this time. */
const heardLatelyMs = 35_000;

/** The outcome of `checkReadiness`. */
export interface Readiness {
  readonly livekit: boolean;
  readonly storage: boolean;
}

/** Asks both, within the deadlines of their ports. Storage is asked to write, since a full disk can still be read. Never rejects. */
export async function checkReadiness({ kv, livekit }: HealthServices): Promise<Readiness> {
  const [livekitAnswers, storageAnswers] = await Promise.all([
    hasAnswered(livekit.listRoomNames()),
    hasAnswered(kv.commit(writeProbe)),
  ]);
  return { livekit: livekitAnswers, storage: storageAnswers };
}

/** For pages: false when LiveKit answered neither lately nor within half a second. Never rejects. */
export async function isLiveKitReady(services: HealthServices): Promise<boolean> {
  const { config, kv, livekit, now } = services;
  if (config.livekit === null) return false;
  try {
    const { value } = await kv.get(roundKey);
    const age = now() - (value?.livekitAnsweredAtMs ?? 0);
    if (age >= 0 && age < heardLatelyMs) return true;
  } catch {
    // Storage is unavailable, which tells nothing about LiveKit.
  }
  const asked = hasAnswered(livekit.listRoomNames());
  return await settledWithin(pageWaitsMs, asked) && await asked;
}

function hasAnswered(work: Promise<unknown>): Promise<boolean> {
  return work.then(() => true, () => false);
}
