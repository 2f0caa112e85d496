/** Commands of a test to one replica, beside ordinary requests. */
import * as z from "zod/mini";

/** Where a token request kills its process: before or after its `call`-th call (1 is the first), of a `name` or of any. */
export const failpointSchema = z.object({
  when: z.enum(["before", "after"]),
  call: z.number(),
  name: z.optional(z.string()),
});

export type Failpoint = z.infer<typeof failpointSchema>;

export const controlSchema = z.discriminatedUnion("do", [
  /** Moves the clock of the whole process. */
  z.object({ do: z.literal("clock"), offsetMs: z.number() }),
  z.object({ do: z.literal("failpoint"), failpoint: z.nullable(failpointSchema) }),
  /** Answers the calls that the last token request made. */
  z.object({ do: z.literal("calls") }),
  /** Reconciles one space, at once, and answers when it is done. */
  z.object({ do: z.literal("reconcile"), slug: z.string() }),
  /** Puts a user session into storage, as the sign-in will. */
  z.object({
    do: z.literal("user-session"),
    token: z.string(),
    userId: z.string(),
    sessionId: z.string(),
    participantName: z.string(),
  }),
  /** Ends a user session: the sign-out. */
  z.object({ do: z.literal("sign-out"), token: z.string() }),
  /** Answers all rows under a prefix. */
  z.object({ do: z.literal("rows"), prefix: z.array(z.string()) }),
  /** Storage forgets one row. */
  z.object({ do: z.literal("delete"), key: z.array(z.string()) }),
  /** Answers how much memory and how many open files the process has. */
  z.object({ do: z.literal("resources") }),
]);

export type Control = z.infer<typeof controlSchema>;

/** Signs in the user that an identity provider names, as after its redirect: the ceremony before that is not storage's. */
export const providedPersonSchema = z.object({ subject: z.string(), participantName: z.string() });

/** Where that is posted to. */
export const signInPath = "/_sign-in";

/** Where controls are posted to. */
export const controlPath = "/_replica";

export const storedRowsSchema = z.array(
  z.object({ key: z.array(z.unknown()), value: z.unknown() }),
);

export const resourcesSchema = z.object({ rssBytes: z.number(), openFiles: z.number() });
