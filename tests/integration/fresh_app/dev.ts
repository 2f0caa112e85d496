/** `dev.ts build <folder>` builds the fixture into it; `dev.ts serve <port>` serves it from its sources. */
import { Builder } from "fresh/dev";

const [mode, argument] = Deno.args;
const root = import.meta.dirname;
if (mode === "build") {
  await new Builder({ root, outDir: argument }).build();
} else {
  await new Builder({ root }).listen(() => import("./main.ts"), {
    hostname: "127.0.0.1",
    port: Number(argument),
    onListen: ({ port }) => console.log(`Listening on ${port}`),
  });
}
