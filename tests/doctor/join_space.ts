/** A participant in a space, by the app's own token. */
import { z } from "zod";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";

const sessionSchema = z.object({ sessionToken: z.string() });

/** Joins the space *tea* as a guest, until it is disposed. */
export async function joinSpace(
  { appUrl, livekit }: { readonly appUrl: string; readonly livekit: { readonly url: string } },
): Promise<AsyncDisposable> {
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(appUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  };
  const roomName = "space-tea";
  const asked = { roomName, participantName: "Kim", delivery: "body" };
  const { sessionToken } = sessionSchema.parse(await post("/api/guest-sessions", asked));
  const { token } = tokenAnswerSchema.parse(
    await post("/api/livekit/token", { roomName, sessionToken }),
  );
  const participant = await joinAsParticipant({
    ...{ url: livekit.url, token, hasTone: false, hasPicture: false },
  });
  return { [Symbol.asyncDispose]: () => participant.leave() };
}
