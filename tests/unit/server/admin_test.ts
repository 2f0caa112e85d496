import { expect } from "expect";
import {
  adminInstallationSchema,
  adminPersonSchema,
  adminSpaceSchema,
} from "../../../lib/contract/admin.ts";
import { backUp, checkFile, restore } from "../../../lib/server/admin/backup.ts";
import { newUser } from "../../../lib/server/accounts/users.ts";
import { hashToken } from "../../../lib/server/base/session_tokens.ts";
import { createLog } from "../../../lib/server/base/log.ts";
import { userKey, userSessionOfKey } from "../../../lib/server/rows/kv_keys.ts";
import { openKv } from "../../../lib/server/storage/deno_kv.ts";
import { setRow } from "../../../lib/server/storage/kv_port.ts";
import { linkSecretKey } from "../../../lib/server/rows/link_rows.ts";
import { openTestServer, testApiSecret } from "../../fakes/test_server.ts";

const token = "an-admin-token-of-32-characters-or-more";

async function adminServer(environment: Record<string, string> = { MADANG_ADMIN_TOKEN: token }) {
  const server = await openTestServer(environment);
  const call = async (method: string, path: string, bearer: string | null = token) => {
    const headers: HeadersInit = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
    const request = new Request(`http://localhost:8000/api/admin${path}`, { method, headers });
    const answer = await server.send(request);
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  };
  const kim = server.browser();
  const user = newUser({ userId: "kim", participantName: "Kim Min-jun" }, server.now);
  await server.signIn(kim, { userId: "kim", sessionId: "laptop" });
  const tokenHash = hashToken(kim.cookies.get("madang_user") ?? "");
  const writes = [
    setRow(userKey("kim"), user),
    setRow(userSessionOfKey("kim", "laptop"), { tokenHash }),
  ];
  await server.kv.commit({ checks: [], writes });
  return { server, kim, call };
}

Deno.test("/api/admin is there for the operator's token alone [S155]", async () => {
  const off = await adminServer({});
  expect((await off.call("GET", "/spaces")).status).toBe(404);
  const { call, kim } = await adminServer();
  await kim.send("POST", "/api/spaces", { slug: "tea" });
  const calls = [
    ["GET", "/installation"],
    ["GET", "/spaces"],
    ["POST", "/spaces/tea/closing"],
    ["DELETE", "/spaces/tea"],
    ["GET", "/people"],
    ["DELETE", "/people/kim"],
    ["DELETE", "/people/kim/sessions"],
    ["POST", "/people/kim/recovery-codes"],
  ];
  for (const [method, path] of calls) {
    for (const wrong of [null, "", "user-token-laptop", `${token}x`, token.slice(1)]) {
      const { status, body } = await call(method, path, wrong);
      expect([method, path, status, body.code]).toEqual([method, path, 401, "unauthenticated"]);
    }
  }
  expect((await call("GET", "/spaces")).body.items.length).toBe(1);
});

Deno.test("an operator lists the keys of the installation, and no secret of it [S374]", async () => {
  const secrets = {
    MADANG_ADMIN_TOKEN: token,
    MADANG_METRICS_TOKEN: "a-metrics-token-of-16",
    LIVEKIT_API_KEY_PREVIOUS: "oldkey",
    LIVEKIT_API_SECRET_PREVIOUS: "the-old-secret-of-at-least-32-characters",
    PUBLIC_URL: "http://localhost:8000",
    OIDC_ISSUER: "https://id.example.org",
    OIDC_CLIENT_ID: "madang",
    OIDC_CLIENT_SECRET: "the-secret-of-the-client",
  };
  const { server, call, kim } = await adminServer(secrets);
  const idsOf = async () => {
    const { body } = await call("GET", "/installation");
    const { keys } = adminInstallationSchema.parse(body);
    return {
      text: JSON.stringify(body),
      ids: Object.fromEntries(keys.map(({ use, id }) => [use, id])),
    };
  };
  const configured = {
    ...{ "livekit": "devkey", "livekit-previous": "oldkey", "sign-in-provider": "madang" },
    ...{ "metrics": null, "administration": null },
  };
  expect((await idsOf()).ids).toEqual(configured);
  // The key that signs links is made with the first one.
  await kim.send("POST", "/api/spaces", { slug: "tea" });
  const expiresAt = new Date(server.now + 3_600_000).toISOString();
  await kim.send("POST", "/api/spaces/tea/links", { role: "speaker", uses: 1, expiresAt });
  const { ids, text } = await idsOf();
  expect(ids).toEqual({ ...configured, "guest-links": expect.stringMatching(/^[0-9a-f]{16}$/) });
  const { value } = await server.kv.get(linkSecretKey);
  const hidden = [
    ...Object.entries(secrets).flatMap(([name, secret]) =>
      /TOKEN|SECRET/.test(name) ? [secret] : []
    ),
    ...[testApiSecret, value?.secret.toHex() ?? "", value?.secret.toBase64() ?? ""],
  ];
  for (const secret of hidden) expect(text).not.toContain(secret);
});

Deno.test("an operator finds and deletes spaces, with or without people inside", async () => {
  const { server, call, kim } = await adminServer();
  await kim.send("POST", "/api/spaces", { slug: "tea" });
  await kim.send("POST", "/api/spaces", { slug: "coffee" });
  const { items, hasMore } = (await call("GET", "/spaces?find=te")).body;
  expect([items.map((item: unknown) => adminSpaceSchema.parse(item).slug), hasMore])
    .toEqual([["tea"], false]);
  expect((await call("POST", "/spaces/tea/closing")).status).toBe(204);
  expect((await call("DELETE", "/spaces/tea")).status).toBe(204);
  expect((await call("DELETE", "/spaces/tea")).body.code).toBe("not-found");
  expect((await call("GET", "/spaces")).body.items.map(({ slug }: { slug: string }) => slug))
    .toEqual(["coffee"]);
  // Its name is free again.
  expect((await kim.send("POST", "/api/spaces", { slug: "tea" })).status).toBe(201);
  const changes = server.lines.map((line) => JSON.parse(line)).filter(({ event }) =>
    event === "administered"
  );
  expect(changes.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});

Deno.test("an operator finds a person, signs them out, gives new codes, and deletes the account", async () => {
  const { call, kim } = await adminServer();
  const found = (await call("GET", "/people?find=min-JUN")).body.items;
  expect(adminPersonSchema.parse(found[0])).toMatchObject({ userId: "kim", sessions: 1 });
  expect((await call("GET", "/people?find=lee")).body.items).toEqual([]);
  const { status, body } = await call("POST", "/people/kim/recovery-codes");
  expect([status, body.codes.length]).toEqual([201, 10]);
  await kim.send("POST", "/api/spaces", { slug: "tea" });
  expect((await call("DELETE", "/people/kim")).body.code).toBe("owns-spaces");
  expect((await call("DELETE", "/people/kim/sessions")).status).toBe(204);
  expect((await kim.send("GET", "/api/account")).status).toBe(401);
  await call("DELETE", "/spaces/tea");
  expect((await call("DELETE", "/people/kim")).status).toBe(204);
  expect((await call("GET", "/people")).body.items).toEqual([]);
  expect((await call("DELETE", "/people/kim")).status).toBe(404);
});

const log = createLog({ level: "error", write: console.error, now: Date.now });

Deno.test("a backup of a live storage is whole, and restoring it brings back that moment alone", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [path, copy] = [`${folder}/madang.kv`, `${folder}/copy.kv`];
    const kv = await openKv(path, log);
    const write = (value: string) => kv.commit({ checks: [], writes: [setRow(["a"], value)] });
    await write("before");
    // Writes go on meanwhile.
    const writing = Promise.all(
      Array.from(
        { length: 50 },
        (_, index) => kv.commit({ checks: [], writes: [setRow(["b", index], index)] }),
      ),
    );
    await backUp(path, copy);
    await writing;
    await write("after");
    expect(checkFile(copy).rows).toBeGreaterThan(0);
    expect((await Deno.stat(copy)).mode! & 0o077).toBe(0);
    await expect(backUp(path, copy)).rejects.toThrow("is there already");
    await expect(restore(copy, path, new Date())).rejects.toThrow("another process uses this file");
    kv.close();
    const former = await restore(copy, path, new Date());
    const restored = await openKv(path, log);
    expect((await restored.get(["a"])).value).toBe("before");
    restored.close();
    const kept = await openKv(former ?? "", log);
    expect((await kept.get(["a"])).value).toBe("after");
    kept.close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("checkFile() and restore() refuse what is no whole storage", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/text.kv`;
    await Deno.writeTextFile(path, "no database. ".repeat(400));
    expect(() => checkFile(path)).toThrow("file is not a database");
    await expect(restore(path, `${folder}/madang.kv`, new Date())).rejects.toThrow(
      "not a database",
    );
    await expect(restore(`${folder}/none`, `${folder}/madang.kv`, new Date())).rejects
      .toThrow("is not there");
    const kv = await openKv(`${folder}/whole.kv`, log);
    const value = "x".repeat(1_000);
    for (let index = 0; index < 50; index++) {
      await kv.commit({ checks: [], writes: [setRow(["row", index], value)] });
    }
    kv.close();
    await backUp(`${folder}/whole.kv`, `${folder}/cut.kv`);
    const file = await Deno.open(`${folder}/cut.kv`, { write: true });
    await file.truncate(12_288);
    file.close();
    expect(() => checkFile(`${folder}/cut.kv`)).toThrow();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
