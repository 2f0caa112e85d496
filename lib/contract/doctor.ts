/** `GET /api/doctor`: what the server sees of a request, for `deno task doctor`. */
import * as z from "zod/mini";

/** What the server tells. */
export const doctorAnswerSchema = z.object({
  /** The version, by which the doctor knows a Madang. */
  madang: z.string(),
  /** The requested host, with its port, as it came. */
  host: z.string(),
  /** The connecting address; `null` for a Unix socket. */
  peer: z.nullable(z.string()),
  forwardedFor: z.nullable(z.string()),
  forwardedProto: z.nullable(z.string()),
  /** The address that rate limits count. */
  counted: z.nullable(z.string()),
  installationId: z.nullable(z.string()),
  /** Milliseconds of a write to storage, and of reading it back; `null`: it did not answer. */
  storageMs: z.nullable(z.number()),
  /** True once an event of the room in the query has come. */
  hasEvent: z.boolean(),
  /** Active warnings, with what is known of each. */
  warnings: z.record(z.string(), z.string()),
});

/** What the server tells. */
export type DoctorAnswer = z.infer<typeof doctorAnswerSchema>;
