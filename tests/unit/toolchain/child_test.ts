import { expect } from "expect";
import { answers, Child, waitUntilReady } from "../../../toolchain/child.ts";
import { isRunning } from "./is_running.ts";

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

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(`a Child ends with the process that started it: ${signal}`, async () => {
    const module = import.meta.resolve("../../../toolchain/child.ts");
    const starter = evaluate(
      `import { Child } from "${module}";
       const child = new Child(Deno.execPath(), { args: ["eval", "setInterval(() => {}, 1000)"] });
       console.log("child", child.pid, ".");`,
    );
    await starter.said(" .\n");
    const pid = Number(/child (\d+)/.exec(starter.output)?.[1]);
    expect(isRunning(pid)).toBe(true);
    starter.signal(signal);
    await starter.exited;
    const limit = Date.now() + 30_000;
    while (isRunning(pid) && Date.now() < limit) await new Promise((go) => setTimeout(go, 20));
    expect(isRunning(pid)).toBe(false);
    await starter.silenced;
  });
}
