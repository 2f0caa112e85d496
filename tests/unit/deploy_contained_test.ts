import { expect } from "expect";
import { parse } from "yaml";
import { z } from "zod";
import { buildSteps, filesLetIn } from "../deploy/image.ts";
import { withPorts } from "../deploy/caddy.ts";
import { caddyVersions } from "../../toolchain/caddy_layer4.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ dockerfile: z.string() }).optional(),
  extends: z.object({ file: z.literal("compose.yaml"), service: z.string() }).optional(),
  read_only: z.boolean().optional(),
  privileged: z.literal(false).optional(),
  cap_drop: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  logging: z.object({ options: z.record(z.string(), z.string()) }).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  command: z.array(z.string()).optional(),
});

const composeSchema = z.object({ services: z.record(z.string(), serviceSchema) });

async function servicesOf(file: string) {
  return composeSchema.parse(parse(await read(file), { merge: true })).services;
}

/** The services that are whole in their file: others add to one of compose.yaml. */
async function wholeServices() {
  const { app, livekit, caddy } = await servicesOf("deploy/compose.yaml");
  const { denokv, redis } = await servicesOf("deploy/compose.replicas.yaml");
  return Object.entries({ app, livekit, caddy, denokv, redis });
}

Deno.test("every container is read-only, without rights, and with a limit to its log [S360]", async () => {
  for (const [name, service] of await wholeServices()) {
    expect({ name, ...service }).toMatchObject({
      name,
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      logging: { options: { "max-size": "10m" } },
    });
    expect([name, service.cap_add]).toEqual([
      name,
      name === "caddy" ? ["NET_BIND_SERVICE"] : undefined,
    ]);
  }
});

Deno.test("every container has a health check", async () => {
  expect(await read("deploy/Dockerfile")).toContain("\nHEALTHCHECK ");
  for (const [name, { healthcheck }] of await wholeServices()) {
    if (name !== "app") expect([name, healthcheck?.test.length]).not.toEqual([name, undefined]);
  }
});

Deno.test("the image's health check asks its own container, in spite of HTTP_PROXY [S421]", async () => {
  const [, line] = /^HEALTHCHECK .*\\\n *CMD (\[.*\])$/m.exec(await read("deploy/Dockerfile")) ??
    [];
  const [program, ...args] = z.array(z.string()).parse(JSON.parse(line));
  expect(program).toBe("deno");
  let status = 200;
  let asked = 0;
  await using app = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    asked++;
    return new Response(null, { status });
  });
  const isHealthy = async () => {
    // Nothing listens at the proxy's address.
    const env = { PORT: String(app.addr.port), HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };
    return (await new Deno.Command(Deno.execPath(), { args, env }).output()).success;
  };
  expect(await isHealthy()).toBe(true);
  status = 503;
  expect([await isHealthy(), asked]).toEqual([false, 2]);
});

Deno.test("images are named with their whole version", async () => {
  const named = (await wholeServices()).flatMap(([, { image, build }]) => build ? [] : [image]);
  const based = (await Promise.all(["deploy/Dockerfile", "deploy/caddy.Dockerfile"].map(read)))
    .flatMap((text) => [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image));
  expect([...named, ...based].length).toBeGreaterThanOrEqual(7);
  for (const image of [...named, ...based]) expect(image).toMatch(/:v?\d+\.\d+\.\d+(-\w+)?$/);
});

Deno.test("the second replica is the first one on another port", async () => {
  const { app, "app-2": second, caddy } = await servicesOf("deploy/compose.replicas.yaml");
  expect(second.extends?.service).toBe("app");
  expect(second.environment).toEqual({ ...app.environment, PORT: "8001" });
  expect(caddy.environment?.MADANG_REPLICAS).toBe("127.0.0.1:8000 127.0.0.1:8001");
});

Deno.test("no service but Caddy, and LiveKit's media, can be reached from another machine [S361]", async () => {
  const { app, livekit } = await servicesOf("deploy/compose.yaml");
  expect(app.environment?.HOST).toBe("127.0.0.1");
  const config = livekit.environment?.LIVEKIT_CONFIG;
  expect(config).toContain('bind_addresses: ["127.0.0.1"]');
  const { denokv, redis } = await servicesOf("deploy/compose.replicas.yaml");
  expect(denokv.command?.join(" ")).toContain("--addr 127.0.0.1:4512");
  expect(redis.command?.join(" ")).toContain("--bind 127.0.0.1");
  const caddyfile = await read("deploy/Caddyfile");
  expect(caddyfile).toContain("\n\tadmin off\n");
  expect(caddyfile).toContain("http://127.0.0.1:8079 {\n\tbind 127.0.0.1\n");
  for (const unit of ["madang@.service", "denokv.service"]) {
    expect(await read(`deploy/systemd/${unit}`)).toMatch(/HOST=127\.0\.0\.1|--addr 127\.0\.0\.1:/);
  }
});

Deno.test("the Caddyfile gives each request an id of its own, in place of a client's [S422]", async () => {
  const [, app] = /\(app\) \{([^]*?)\n\}/.exec(await read("deploy/Caddyfile")) ?? [];
  expect(app).toContain("header_up X-Request-Id {http.request.uuid}");
});

Deno.test("the image's user can change no file of the app [S362]", async () => {
  const [, , stage] = (await read("deploy/Dockerfile")).split(/^FROM .*$/m);
  expect(stage).toContain("\nUSER deno\n");
  const copies = stage.split("\n").filter((line) => line.startsWith("COPY"));
  expect(copies.filter((line) => line.includes("--chown"))).toEqual([
    "COPY --from=build --chown=deno:deno /empty /data",
  ]);
});

Deno.test("every unit of systemd takes the rights that its program needs not [S363]", async () => {
  for (const unit of ["madang@.service", "livekit.service", "denokv.service"]) {
    const lines = (await read(`deploy/systemd/${unit}`)).split("\n");
    expect(lines).toEqual(expect.arrayContaining([
      ...["NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict"],
      ...["ProtectHome=yes", "PrivateTmp=yes", "PrivateUsers=yes", "RestrictNamespaces=yes"],
      "SystemCallFilter=@system-service",
    ]));
  }
});

Deno.test("livekit.yaml is compose.yaml's configuration of LiveKit, with values in place of variables", async () => {
  const { livekit } = await servicesOf("deploy/compose.yaml");
  const body = livekit.environment?.LIVEKIT_CONFIG ?? "";
  const file = (await read("deploy/systemd/livekit.yaml")).replace(/^#.*\n\n/, "");
  const parts = body.split(/\$\{[^}]*\}/).map((part) =>
    part.replaceAll(/[.*+?^$()|[\]\\{}]/g, "\\$&")
  );
  expect(file).toMatch(new RegExp(`^${parts.join("[\\w.:-]+")}$`));
});

Deno.test("env.example has a line for each variable that the compose files insist on", async () => {
  const files = ["deploy/compose.yaml", "deploy/compose.replicas.yaml"];
  const text = (await Promise.all(files.map(read))).join("\n");
  const insisted = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  const example = await read("deploy/env.example");
  expect([...insisted].filter((name) => !new RegExp(`^#?${name}=`, "m").test(example))).toEqual([]);
});

Deno.test("the workflow's actions are pinned by commit, and it may only read", async () => {
  const workflow = await read(".github/workflows/ci.yml");
  const uses = [...workflow.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
  expect(uses.length).toBeGreaterThan(3);
  for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
  expect(parse(workflow).permissions).toEqual({ contents: "read" });
});

Deno.test("buildSteps(), filesLetIn() and withPorts() find what tests/deploy needs in deploy/", async () => {
  const steps = buildSteps(await read("deploy/Dockerfile"));
  expect(steps[0]).toBe("deno task build");
  expect(steps[1]).toContain("toolchain/image_config.ts");
  expect(filesLetIn(await read(".dockerignore"))).toContain("main.ts");
  const caddyfile = withPorts(await read("deploy/Caddyfile"), { liveKit: 1111, local: 2222 });
  expect(caddyfile).toContain("http://127.0.0.1:2222 {");
  expect(() => withPorts("", { liveKit: 1, local: 2 })).toThrow("does not name");
});

Deno.test("caddyVersions() reads which Caddy deploy/caddy.Dockerfile builds, on its own images", async () => {
  const { caddy, layer4 } = await caddyVersions();
  expect(layer4).toMatch(/^\d+\.\d+\.\d+$/);
  const text = await read("deploy/caddy.Dockerfile");
  expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image))
    .toEqual([`caddy:${caddy}-builder`, `caddy:${caddy}`]);
});
