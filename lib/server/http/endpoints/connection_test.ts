/** `POST /api/livekit/test`: the token of a connection test. */
import type { ConnectionTest } from "../../../contract/connection_test.ts";
import { AppError } from "../../base/app_error.ts";
import { signTestToken } from "../../livekit/test_token.ts";
import { type Endpoint, jsonResponse } from "../kit/endpoint.ts";
import { siteOf } from "../kit/own_origin.ts";

/** Bytes of a test's id: its room cannot be guessed. */
const testIdBytes = 16;

/** `201 { url, token }`, for any visitor of our pages: no session, seat or space has a part in a test. Storage is not asked. */
export const postConnectionTest: Endpoint = (request, { config, randomBytes, now }) => {
  if (siteOf(request, config) === "other") {
    throw new AppError("cross-site", "Cannot test for another site's page");
  }
  if (config.livekit === null) {
    throw new AppError("livekit-unavailable", "Cannot test: no LiveKit server is set");
  }
  const token = signTestToken(config.livekit, randomBytes(testIdBytes).toHex(), now());
  const answer: ConnectionTest = { url: config.livekit.url, token };
  return Promise.resolve(jsonResponse(answer, 201));
};
