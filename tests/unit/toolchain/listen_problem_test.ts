import { expect } from "expect";
import { listenProblem } from "../../../toolchain/listen_problem.ts";

Deno.test("listenProblem() tells what is taken, what is nowhere and what is no port apart", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  expect(listenProblem("127.0.0.1", port)).toContain("Something else listens");
  listener.close();
  // Of a network for documentation (RFC 5737), so no address of this machine.
  expect(listenProblem("192.0.2.1", port)).toContain("choose another HOST");
  for (const wrong of [Number.NaN, 0, 80_000, 1.5, -1]) {
    expect(listenProblem("127.0.0.1", wrong)).toContain("PORT is not a port number");
  }
});
