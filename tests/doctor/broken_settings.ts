/** Settings that operators get wrong, each broken in earnest: long because each has its own way to break. */
import { join } from "node:path";
import { startLiveKit } from "../../toolchain/livekit.ts";
import { joinSpace } from "./join_space.ts";
import { type Break, type Ground, makeCertificate, runProgram, startProxy } from "./ground.ts";

/** One row of the table. */
export interface BrokenSetting {
  readonly name: string;
  /** A check of the doctor, and a part of what it says. */
  readonly doctor: readonly [check: string, says: string];
  /** A part of the log's line; `null`: the log says nothing. */
  readonly log: string | null;
  /** A program that it needs; without it the row is told as not broken here. */
  readonly needs?: string;
  readonly broken: Break;
}

const refused = (name: string, env: Record<string, string>, line: string): BrokenSetting => ({
  name,
  doctor: ["configuration", line],
  log: line,
  broken: { env: () => env },
});

const https = { PUBLIC_URL: "https://talk.example.org", LIVEKIT_URL: "wss://lk.example.org" };

/** libfaketime, where Debian's `faketime` has it. */
const fakeTime = (offset: string) => ({
  LD_PRELOAD: `/usr/lib/${Deno.build.arch}-linux-gnu/faketime/libfaketime.so.1`,
  FAKETIME: offset,
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
});

/** One request by a proxy, so that the app sees what the proxy adds. */
async function requestBy(port: number, scheme = "http") {
  const client = Deno.createHttpClient({
    caCerts: scheme === "https" ? [await Deno.readTextFile(proxies.authority)] : [],
  });
  const init: RequestInit & { client: Deno.HttpClient } = { client };
  const answer = await fetch(`${scheme}://localhost:${port}/api/health`, init);
  await answer.body?.cancel();
  client.close();
}

/** The authority of the row under way: one row runs at a time. */
const proxies = { authority: "" };

/** The app behind a proxy with https; `PUBLIC_URL` leads to it unless `isNamed` is false. */
function behindTls(
  from: string | null,
  { isTrusted = true, isNamed = true, days = 30 } = {},
): Pick<Break, "env" | "then"> {
  let proxy: ReturnType<typeof startProxy> | null = null;
  return {
    async env({ appUrl, folder }) {
      const { authority, tls } = await makeCertificate(folder, from, days);
      proxies.authority = authority;
      proxy = startProxy({ to: appUrl, tls });
      return {
        TRUST_PROXY: "1",
        ...(isNamed ? { PUBLIC_URL: `https://localhost:${proxy.port}` } : {}),
        ...(isTrusted ? { DENO_CERT: authority } : {}),
      };
    },
    async then() {
      if (proxy !== null && !isNamed) await requestBy(proxy.port, "https");
      return proxy ?? undefined;
    },
  };
}

/** The app behind a proxy with plain http, to which `PUBLIC_URL` leads. */
function behindProxy(env: Record<string, string>): Pick<Break, "env" | "then"> {
  let proxy: ReturnType<typeof startProxy> | null = null;
  return {
    env({ appUrl }) {
      proxy = startProxy({ to: appUrl });
      return { PUBLIC_URL: `http://localhost:${proxy.port}`, ...env };
    },
    then: () => Promise.resolve(proxy ?? undefined),
  };
}

/** A program that is neither Madang nor LiveKit: it answers 404 to everything. */
function startAnotherProgram(port: number) {
  const server = Deno.serve(
    { port, hostname: "127.0.0.1", onListen() {} },
    () => new Response("no", { status: 404 }),
  );
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A disk of its own for the storage, of one and a half megabytes. */
async function mountDisk(folder: string): Promise<string> {
  const disk = join(folder, "disk");
  await Deno.mkdir(disk);
  await runProgram("mount", ["-t", "tmpfs", "-o", "size=1536k", "none", disk], folder);
  return disk;
}

const unmount = (disk: string): AsyncDisposable => ({
  [Symbol.asyncDispose]: () => runProgram("umount", ["-l", disk], "/"),
});

async function fill(disk: string) {
  const chunk = new Uint8Array(4096);
  try {
    using file = await Deno.open(join(disk, "filler"), { create: true, append: true });
    for (;;) await file.write(chunk);
  } catch {
    // It is full.
  }
}

/** Every row, cheapest first. */
export const brokenSettings: readonly BrokenSetting[] = [
  refused(
    "`LIVEKIT_URL=ws://…` for https pages",
    { ...https, LIVEKIT_URL: "ws://lk.example.org" },
    "LIVEKIT_URL: ws://, which the https pages of PUBLIC_URL may not open; use wss://",
  ),
  refused(
    "the secret with its quotes",
    { LIVEKIT_API_SECRET: '"a-secret-of-at-least-32-characters"' },
    "LIVEKIT_API_SECRET: has quotes around it",
  ),
  refused(
    "a path in `PUBLIC_URL`",
    { ...https, PUBLIC_URL: "https://example.org/talk" },
    "PUBLIC_URL: an address without a path",
  ),
  refused(
    "`MADANG_ALLOWED_ORIGINS=*`",
    { MADANG_ALLOWED_ORIGINS: "*" },
    "MADANG_ALLOWED_ORIGINS: each origin by its name",
  ),
  refused(
    "the discovery address as `OIDC_ISSUER`",
    {
      ...https,
      OIDC_CLIENT_ID: "madang",
      OIDC_ISSUER: "https://id.example.org/.well-known/openid-configuration",
    },
    "OIDC_ISSUER: the issuer alone",
  ),
  refused(
    "a variable that does not exist",
    { MADANG_SPACE_POLICYS: "knock" },
    "MADANG_SPACE_POLICYS: unknown; did you mean MADANG_SPACE_POLICY?",
  ),
  refused(
    "a secret's file that is not there",
    { OIDC_CLIENT_SECRET_FILE: "/nowhere" },
    "OIDC_CLIENT_SECRET_FILE: the file cannot be read",
  ),
  {
    name: "another secret than LiveKit's",
    doctor: ["LiveKit's API", "it knows the key with another secret"],
    log: "reconcile-round-failed",
    broken: {
      env: () => ({ LIVEKIT_API_SECRET: "another-secret-of-at-least-32-characters" }),
      awaited: "reconcile-round-failed",
    },
  },
  {
    name: "a key that LiveKit does not know",
    doctor: ["LiveKit's API", "it does not know the key"],
    log: "reconcile-round-failed",
    broken: { env: () => ({ LIVEKIT_API_KEY: "stranger" }), awaited: "reconcile-round-failed" },
  },
  {
    name: "LiveKit does not run",
    doctor: ["LiveKit's API", "the connection is refused"],
    log: "reconcile-round-failed",
    broken: {
      env: () => ({ LIVEKIT_URL: "ws://127.0.0.1:59999" }),
      awaited: "reconcile-round-failed",
    },
  },
  {
    name: "`LIVEKIT_API_URL` leads to another program",
    doctor: ["LiveKit's API", "something else answers there (404)"],
    log: "reconcile-round-failed",
    broken: (() => {
      let other: ReturnType<typeof startAnotherProgram> | null = null;
      return {
        env() {
          other = startAnotherProgram(0);
          return { LIVEKIT_API_URL: `http://127.0.0.1:${other.port}` };
        },
        then: () => Promise.resolve(other ?? undefined),
        awaited: "reconcile-round-failed",
      };
    })(),
  },
  {
    name: "`LIVEKIT_URL` and `LIVEKIT_API_URL` lead to two LiveKits",
    doctor: ["one LiveKit", "lead to two LiveKits"],
    log: null,
    broken: (() => {
      let second: Awaited<ReturnType<typeof startLiveKit>> | null = null;
      return {
        async env({ livekit: { apiKey, apiSecret } }: Ground) {
          second = await startLiveKit({ apiKey, apiSecret });
          return { LIVEKIT_API_URL: second.apiUrl };
        },
        then: () =>
          Promise.resolve({ [Symbol.asyncDispose]: () => second?.stop() ?? Promise.resolve() }),
      };
    })(),
  },
  {
    name: "LiveKit has no `webhook.urls`",
    doctor: ["webhooks", "no event came within 5 s"],
    log: "webhooks-missing",
    broken: {
      liveKit: () => ({ webhookUrls: [] }),
      then: joinSpace,
      awaited: "webhooks-missing",
    },
  },
  {
    name: "a webhook to the wrong path",
    doctor: ["webhooks", "they go to another path"],
    log: "webhooks-refused",
    broken: { liveKit: (port) => ({ webhookUrls: [`http://127.0.0.1:${port}/webhook`] }) },
  },
  {
    name: "webhooks signed with another key",
    doctor: ["webhooks", "they are signed with another key"],
    log: "webhooks-refused",
    broken: {
      liveKit: (port) => ({
        otherKeys: { other: "another-secret-of-at-least-32-characters" },
        overrides: {
          webhook: { api_key: "other", urls: [`http://127.0.0.1:${port}/api/livekit/webhook`] },
        },
      }),
    },
  },
  {
    name: "LiveKit's `auto_create: false`",
    doctor: ["LiveKit's socket", "LiveKit makes no rooms by itself"],
    log: null,
    broken: { liveKit: () => ({ overrides: { room: { auto_create: false } } }) },
  },
  {
    name: "this machine's clock 90 s behind",
    doctor: ["clock", "90 s behind LiveKit's"],
    log: "webhooks-refused",
    needs: "faketime",
    broken: { env: () => fakeTime("-90s"), awaited: "webhooks-refused" },
  },
  {
    name: "this machine's clock 90 s ahead",
    doctor: ["clock", "90 s ahead of LiveKit's"],
    log: "reconcile-round-failed",
    needs: "faketime",
    broken: { env: () => fakeTime("+90s"), awaited: "reconcile-round-failed" },
  },
  {
    name: "LiveKit tells browsers to ask Google and Twilio (no `stun_servers`)",
    doctor: ["STUN", "ask Google or Twilio"],
    log: null,
    broken: {
      liveKit: () => ({
        overrides: {
          rtc: {
            ...{ tcp_port: 0, udp_port: 17_882, use_external_ip: false, node_ip: "127.0.0.1" },
            ...{ enable_loopback_candidate: true, ips: { includes: ["127.0.0.1/32"] } },
          },
        },
      }),
    },
  },
  {
    name: "`rtc.node_ip` is an address that leads nowhere, or the media port is closed",
    doctor: ["media ports", "does not answer from here"],
    log: null,
    broken: {
      liveKit: () => ({
        overrides: {
          rtc: {
            ...{ tcp_port: 0, udp_port: 17_883, use_external_ip: false, node_ip: "203.0.113.9" },
            ...{ stun_servers: ["127.0.0.1:59999"] },
          },
        },
      }),
    },
  },
  {
    name: "TURN over TLS is announced by a name that has no address",
    doctor: [
      "TURN",
      "turns:turn.localhost:443?transport=tcp does not answer: its name has no address",
    ],
    log: null,
    broken: {
      liveKit: () => ({
        overrides: {
          turn: {
            ...{ enabled: true, domain: "turn.localhost", tls_port: 15_349 },
            ...{ external_tls: true, relay_range_start: 31_000, relay_range_end: 31_010 },
          },
        },
      }),
    },
  },
  {
    name: "a LiveKit that is too old (1.9.11)",
    doctor: ["LiveKit's version", "1.9.11 is older than 1.13"],
    log: null,
    needs: "OLD_LIVEKIT_SERVER",
    broken: { liveKit: () => ({ program: Deno.env.get("OLD_LIVEKIT_SERVER") }) },
  },
  {
    name: "`TRUST_PROXY` forgotten behind a proxy",
    doctor: ["TRUST_PROXY", "1 in front, and all people count as one address"],
    log: "trust-proxy-missing",
    broken: behindProxy({}),
  },
  {
    name: "`TRUST_PROXY` larger than there are proxies",
    doctor: ["TRUST_PROXY", "an address that a client invents is believed"],
    log: null,
    broken: behindProxy({ TRUST_PROXY: "2" }),
  },
  {
    name: "a proxy that does not pass on `Host`",
    doctor: ["PUBLIC_URL", "leads here, and another host arrives"],
    log: null,
    broken: behindProxy({ TRUST_PROXY: "1" }),
  },
  {
    name: "https in front, and no `PUBLIC_URL`",
    doctor: ["warnings", "it warns of public-url-missing"],
    log: "public-url-missing",
    broken: behindTls(null, { isNamed: false }),
  },
  {
    name: "`PUBLIC_URL` of a name that has no address",
    doctor: ["PUBLIC_URL", "its name has no address (DNS)"],
    log: null,
    broken: {
      env: () => ({ PUBLIC_URL: "https://talk.invalid", LIVEKIT_URL: "wss://lk.invalid" }),
    },
  },
  {
    name: "an expired certificate",
    doctor: ["PUBLIC_URL", "its certificate has expired"],
    log: null,
    needs: "faketime",
    broken: behindTls("-20d", { days: 2 }),
  },
  {
    name: "a certificate of an authority of one's own, without `DENO_CERT`",
    doctor: ["PUBLIC_URL", "an authority that is not trusted here"],
    log: null,
    broken: behindTls(null, { isTrusted: false }),
  },
  {
    name: "a sign-in provider that is away",
    doctor: ["sign-in provider", "the connection is refused"],
    log: null,
    broken: {
      env: () => ({
        ...{ OIDC_ISSUER: "http://127.0.0.1:59999/realm", OIDC_CLIENT_ID: "madang" },
        PUBLIC_URL: "http://localhost:8000",
      }),
    },
  },
  {
    name: "the port is taken by another program",
    doctor: ["this server", "another program answers at its address (404)"],
    log: "Cannot start: PORT: another process listens there",
    broken: (() => {
      let other: ReturnType<typeof startAnotherProgram> | null = null;
      return {
        env({ port }) {
          other = startAnotherProgram(port);
          return {};
        },
        then: () => Promise.resolve(other ?? undefined),
      };
    })(),
  },
  {
    name: "the database's file is another process's",
    doctor: ["storage", "another process uses this file"],
    log: "Cannot start: KV_URL: another process uses this file",
    broken: {
      async env({ folder }) {
        const path = join(folder, "locked.kv");
        const lock = await Deno.open(`${path}.lock`, { create: true, write: true });
        await lock.lock(true);
        locks.push(lock);
        return { KV_URL: path };
      },
      then: () =>
        Promise.resolve({
          [Symbol.asyncDispose]: () => Promise.resolve(locks.pop()?.close()),
        }),
    },
  },
  {
    name: "the disk is full, at the start",
    doctor: ["storage", "KV_URL: "],
    log: "Cannot start: KV_URL: ",
    needs: "mount",
    broken: {
      async env({ folder }) {
        const disk = await mountDisk(folder);
        await fill(disk);
        return { KV_URL: join(disk, "madang.kv") };
      },
      then: ({ folder }) => Promise.resolve(unmount(join(folder, "disk"))),
    },
  },
  {
    name: "the disk becomes full",
    doctor: ["storage", "the file takes no write"],
    log: "database or disk is full",
    needs: "mount",
    broken: {
      env: async ({ folder }) => ({ KV_URL: join(await mountDisk(folder), "madang.kv") }),
      async then({ folder, appUrl }) {
        await fill(join(folder, "disk"));
        await fetch(`${appUrl}/api/guest-sessions`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ roomName: "space-tea", participantName: "Kim" }),
        }).then((answer) => answer.body?.cancel());
        return unmount(join(folder, "disk"));
      },
    },
  },
  {
    name: "a disk that can only be read",
    doctor: ["storage", "KV_URL: the folder of the file cannot be written"],
    log: "Cannot start: KV_URL: the folder of the file cannot be written",
    needs: "mount",
    broken: {
      async env({ folder }) {
        const disk = await mountDisk(folder);
        await runProgram("mount", ["-o", "remount,ro", disk], folder);
        return { KV_URL: join(disk, "madang.kv") };
      },
      then: ({ folder }) => Promise.resolve(unmount(join(folder, "disk"))),
    },
  },
  {
    name: "the KV server does not run",
    doctor: ["storage", "takes no write"],
    log: "storage-away",
    broken: {
      env: () => ({
        KV_URL: "http://127.0.0.1:59999",
        DENO_KV_ACCESS_TOKEN: "some-token-of-its-own",
      }),
      awaited: "storage-away",
    },
  },
];

const locks: Deno.FsFile[] = [];
