import { expect } from "expect";
import { Child, waitUntilReady } from "../../../toolchain/child.ts";

const evaluate = (code: string) => new Child(Deno.execPath(), { args: ["eval", code] });

Deno.test("waitUntilReady() shows the last words of a child that ends", async () => {
  const child = evaluate(`console.error("port is taken"); Deno.exit(3);`);
  await expect(waitUntilReady(child, () => Promise.resolve(false), 20))
    .rejects.toThrow(/it ended\n.*port is taken/s);
  await child.stop();
});

Deno.test("Child.stop() ends one that does not listen to SIGTERM once", async () => {
  let output = "";
  const child = new Child(Deno.execPath(), {
    args: [
      "eval",
      `let asked = 0;
       Deno.addSignalListener("SIGTERM", () => ++asked === 2 && Deno.exit(7));
       setInterval(() => {}, 1000);
       console.log("up");`,
    ],
    onOutput: (text) => output += text,
  });
  await waitUntilReady(child, () => Promise.resolve(output.includes("up")), 20);
  await child.stop(true);
  expect((await child.exited).code).toBe(7);
  expect(child.hasExited).toBe(true);
});
