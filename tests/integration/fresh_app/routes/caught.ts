import { HttpError } from "fresh";
import { define } from "../define.ts";

export const handler = define.handlers(() => {
  throw new HttpError(418, "Caught on the way out");
});
