/** `deno task dev`, in a copy of the project whose files can be edited. */
import { expect } from "expect";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { guestSessionAnswerSchema } from "../../lib/contract/guest_session.ts";
import { type TokenAnswer, tokenAnswerSchema } from "../../lib/contract/token.ts";
import { withinDeadline } from "../../lib/server/base/deadline.ts";
import { answers, Child, listens, waitUntilReady } from "../../toolchain/child.ts";
import { freeTcpPort } from "../../toolchain/free_port.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";

const project = join(import.meta.dirname ?? ".", "..", "..");
const copied = [
  ...["routes", "islands", "components", "lib", "static", "compat", "toolchain"],
  ...["main.ts", "dev.ts", "fresh.config.ts", "deno.json", "deno.lock"],
];

Deno.test("deno task dev runs once, shows an edit on reload while LiveKit and KV stay, and ends all that it started", async () => {
  await using dev = await Development.start();
  await dev.isUp();
  expect(await answers(`${dev.url}/api/ready`)).toBe(true);
  const second = await Development.start({}, dev.root);
  expect((await second.child.exited).code).toBe(1);
  await second.stop();
  expect(second.said).toContain(`running already, at ${dev.address}`);
  expect(dev.said.match(new RegExp(`${dev.address}`, "g"))).toHaveLength(1);
  const { url, token, seatId, sessionToken } = await dev.guest();
  const kim = await joinAsParticipant({ url, token, hasTone: false, hasPicture: false });
  try {
    await dev.edit("static/styles.css", (text) => `${text}\n.an-edit { color: red }\n`);
    await dev.eventually("/styles.css", (text) => text.includes(".an-edit"));
    await dev.write(
      "routes/an-edit.tsx",
      `export default function AnEdit() { return <p>the first word</p>; }\n`,
    );
    await dev.eventually("/an-edit", (text) => text.includes("the first word"));
    await dev.edit("routes/an-edit.tsx", (text) => text.replace("first", "second"));
    await dev.eventually("/an-edit", (text) => text.includes("the second word"));

    expect((await dev.guest(sessionToken)).seatId).toBe(seatId);
    const { state, reconnects } = kim.snapshot;
    expect({ state, reconnects }).toEqual({ state: "connected", reconnects: 0 });
  } finally {
    await kim.leave();
  }

  const liveKitPort = Number(new URL(url).port);
  expect(await listens(liveKitPort)).toBe(true);
  await dev.stop();
  expect(await listens(liveKitPort)).toBe(false);
  expect(await answers(`${dev.url}/api/health`)).toBe(false);
});

Deno.test("deno task dev starts without a LiveKit server, and the page says what to do; it ends when the npx that started it is told to end", async () => {
  // As npx runs it: by a shell, which SIGTERM ends and which passes no signal on. Elsewhere than on Linux it is started directly.
  const shell = Deno.build.os === "linux"
    ? { program: "sh", args: ["-c", `'${Deno.execPath()}' task dev; exit`] }
    : undefined;
  const env = { MADANG_LIVEKIT: "missing", npm_command: "exec" };
  await using dev = await Development.start(env, undefined, shell);
  await dev.isUp();
  expect(await answers(`${dev.url}/api/ready`)).toBe(false);
  await dev.eventually("/space/dev", (text) => text.includes("LIVEKIT_URL"));
  await dev.stop();
  await withinDeadline(60_000, dev.child.silenced, () => new Error("What it started lives on"));
  expect(await answers(`${dev.url}/api/health`)).toBe(false);
});

class Development implements AsyncDisposable {
  private constructor(readonly root: string, readonly url: string, readonly child: Child) {}

  /** In a new copy of the project, or in the one at `root`. */
  static async start(
    env: Record<string, string> = {},
    root?: string,
    { program, args } = { program: Deno.execPath(), args: ["task", "dev"] },
  ): Promise<Development> {
    root ??= await copyProject();
    const port = freeTcpPort();
    const child = new Child(program, {
      args,
      cwd: root,
      env: { LIVEKIT_URL: "", HOST: "", KV_URL: "", ...env, PORT: String(port) },
    });
    return new Development(root, `http://127.0.0.1:${port}`, child);
  }

  /** As it is told to people. */
  get address(): string {
    return this.url.replace("127.0.0.1", "localhost");
  }

  get said(): string {
    return this.child.output;
  }

  async isUp(): Promise<void> {
    await waitUntilReady(this.child, this.address, { limitSeconds: 180 });
  }

  /** A token for a new guest, or for the one whose session token is given. */
  async guest(sessionToken?: string): Promise<TokenAnswer & { sessionToken: string }> {
    const roomName = "space-dev";
    const session = sessionToken ?? guestSessionAnswerSchema.parse(
      await this.#post("/api/guest-sessions", {
        roomName,
        participantName: "Kim",
        delivery: "body",
      }),
    ).sessionToken ?? "";
    const answer = await this.#post("/api/livekit/token", { roomName, sessionToken: session });
    return { ...tokenAnswerSchema.parse(answer), sessionToken: session };
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`POST ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async write(path: string, text: string): Promise<void> {
    await Deno.writeTextFile(join(this.root, path), text);
  }

  async edit(path: string, change: (text: string) => string): Promise<void> {
    await this.write(path, change(await Deno.readTextFile(join(this.root, path))));
  }

  /** Reloads until the answer is as it should be; there is no answer while the app restarts. */
  async eventually(path: string, holds: (text: string) => boolean): Promise<void> {
    const limit = Date.now() + 60_000;
    let text = "";
    while (!holds(text)) {
      if (Date.now() > limit) throw new Error(`${path} stays as it is:\n${text.slice(0, 2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      text = await fetch(this.url + path).then((answer) => answer.text()).catch(() => "");
    }
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.root, { recursive: true });
  }
}

async function copyProject(): Promise<string> {
  const root = await Deno.makeTempDir({ prefix: "madang-dev-" });
  for (const name of copied) await cp(join(project, name), join(root, name), { recursive: true });
  await Deno.symlink(join(project, "node_modules"), join(root, "node_modules"));
  return root;
}
