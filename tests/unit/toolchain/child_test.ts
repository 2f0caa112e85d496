import { expect } from "expect";
import { answers, Child, waitUntilReady } from "../../../toolchain/child.ts";

const evaluate = (code: string) => new Child(Deno.execPath(), { args: ["eval", code] });

Deno.test("waitUntilReady() shows the last words of a child that ends", async () => {
  const child = evaluate(`console.error("port is taken"); Deno.exit(3);`);
  await expect(waitUntilReady(child, "Listening", { limitSeconds: 60 }))
    .rejects.toThrow(/it ended\n.*port is taken/s);
  await child.stop();
});

Deno.test("waitUntilReady() takes no stranger's answer for the child's", async () => {
  await using stranger = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("not yours"),
  );
  const url = `http://127.0.0.1:${stranger.addr.port}`;
  const child = evaluate(`setTimeout(() => Deno.exit(3), 500)`);
  await expect(waitUntilReady(child, "Listening", {
    isReady: () => answers(url),
    limitSeconds: 60,
  })).rejects.toThrow("it ended");
});

Deno.test("waitUntilReady() hears a word that much was printed after, and asks until the child answers", async () => {
  const child = evaluate(
    `console.log("Listening"); console.log("-".repeat(50_000)); setInterval(() => {}, 1000);`,
  );
  const looks = [false, false, true];
  await waitUntilReady(child, "Listening", {
    isReady: () => Promise.resolve(looks.shift() ?? false),
    limitSeconds: 60,
  });
  expect(looks).toEqual([]);
  await child.stop();
});

Deno.test("Child.stop() ends one that does not listen to SIGTERM once", async () => {
  const child = evaluate(
    `let asked = 0;
     Deno.addSignalListener("SIGTERM", () => ++asked === 2 && Deno.exit(7));
     setInterval(() => {}, 1000);
     console.log("up");`,
  );
  await waitUntilReady(child, "up", { limitSeconds: 60 });
  await child.stop(true);
  expect((await child.exited).code).toBe(7);
  expect(child.hasExited).toBe(true);
});
