import { expect } from "expect";
import { callLoopbackDirectly } from "../../../../lib/server/config/outgoing_proxy.ts";

function noProxyAfter(given: Record<string, string>): string | undefined {
  const env = new Map(Object.entries(given));
  callLoopbackDirectly({
    get: (name) => env.get(name),
    set: (name, value) => env.set(name, value),
  });
  return env.get("NO_PROXY");
}

Deno.test("callLoopbackDirectly() adds this machine to what is called without a proxy", () => {
  const own = "localhost,127.0.0.0/8,::1";
  expect(noProxyAfter({})).toBe(own);
  expect(noProxyAfter({ NO_PROXY: "a.example, localhost", no_proxy: "b.example" }))
    .toBe("a.example,localhost,127.0.0.0/8,::1");
  expect(noProxyAfter({ no_proxy: "b.example" })).toBe(`b.example,${own}`);
});

Deno.test("Deno calls loopback directly after callLoopbackDirectly(), in spite of HTTP_PROXY [S150]", async () => {
  const script = `
    import { callLoopbackDirectly } from ${
    JSON.stringify(new URL("../../../../lib/server/config/outgoing_proxy.ts", import.meta.url).href)
  };
    const serve = (text, hostname) =>
      Deno.serve({ port: 0, hostname, onListen() {} }, () => new Response(text));
    const proxy = serve("proxied", "127.0.0.1");
    Deno.env.set("HTTP_PROXY", "http://127.0.0.1:" + proxy.addr.port);
    if (Deno.args[0] === "direct") callLoopbackDirectly(Deno.env);
    const server = serve("direct", "127.0.0.1");
    for (const host of ["127.0.0.1", "localhost"]) {
      console.log(await (await fetch("http://" + host + ":" + server.addr.port)).text());
    }
    Deno.exit();`;
  const heard = async (how: string) => {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, script);
    const args = ["run", "-A", "--no-config", file, how];
    const env = { NO_PROXY: "", no_proxy: "" };
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, env }).output();
    await Deno.remove(file);
    return new TextDecoder().decode(stdout).trim().split("\n");
  };
  expect(await heard("direct")).toEqual(["direct", "direct"]);
  // The danger is real.
  expect(await heard("as it is")).toEqual(["proxied", "proxied"]);
});
