/** A page of yours joins a space, by livekit-client. Its origin has to be in MADANG_ALLOWED_ORIGINS. */
import { Room, TokenSource } from "livekit-client";

/** Tokens for a new guest. `madang` is like `https://talk.example.org`. */
export async function guestTokens(madang, space, name) {
  const answer = await fetch(`${madang}/api/guest-sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ roomName: `space-${space}`, participantName: name, delivery: "body" }),
  });
  if (!answer.ok) throw new Error((await answer.json()).code);
  const { sessionToken } = await answer.json();
  return TokenSource.endpoint(`${madang}/api/livekit/token`, {
    headers: { authorization: `Bearer ${sessionToken}` },
  });
}

/** Joins, and returns livekit-client's Room. */
export async function join(madang, space, name) {
  const tokens = await guestTokens(madang, space, name);
  const { serverUrl, participantToken } = await tokens.fetch({ roomName: `space-${space}` });
  const room = new Room();
  await room.connect(serverUrl, participantToken);
  return room;
}
