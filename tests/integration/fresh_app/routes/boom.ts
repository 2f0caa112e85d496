import { define } from "../define.ts";

export const handler = define.handlers(() => {
  throw new Error("a secret of the server");
});
