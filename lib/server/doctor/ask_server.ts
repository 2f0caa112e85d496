/** Asks a Madang, at one of its addresses, what it sees of the request. */
import type { LiveKitConfig } from "../config/config.ts";
import { type DoctorAnswer, doctorAnswerSchema } from "../../contract/doctor.ts";
import { signDoctorToken } from "../livekit/doctor_token.ts";
import { type FailureReason, failureReasonOf } from "./failure_reason.ts";

/** The outcome of asking: an answer; `stranger`: another program, or a Madang with another key pair; or no connection. */
export type Asked =
  | { readonly is: "answered"; readonly answer: DoctorAnswer }
  | { readonly is: "stranger"; readonly status: number }
  | { readonly is: "unreachable"; readonly failure: FailureReason };

/** A question to a server. */
export interface Question {
  /** `http://127.0.0.1:8000` */
  readonly origin: string;
  readonly livekit: LiveKitConfig;
  readonly now: () => number;
  /** A room whose event is waited for. */
  readonly roomName?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const askMs = 5_000;

/** Asks once. Never rejects. */
export async function askServer(question: Question): Promise<Asked> {
  const { origin, livekit, now, roomName = "", headers } = question;
  try {
    const authorization = `Bearer ${await signDoctorToken(livekit, now())}`;
    const answer = await fetch(`${origin}/api/doctor?room=${encodeURIComponent(roomName)}`, {
      headers: { ...headers, authorization },
      redirect: "manual",
      signal: AbortSignal.timeout(askMs),
    });
    const body: unknown = await answer.json().catch(() => null);
    const parsed = doctorAnswerSchema.safeParse(body);
    if (parsed.success) return { is: "answered", answer: parsed.data };
    return { is: "stranger", status: answer.status };
  } catch (error) {
    return { is: "unreachable", failure: failureReasonOf(error) };
  }
}
