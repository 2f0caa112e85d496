import { expect } from "expect";
import type { AdminPeople, AdminSpaces } from "../../../lib/contract/admin.ts";
import { AppFailure } from "../../../lib/api/app_failure.ts";
import { Administration } from "../../../lib/owner/administration.ts";
import type { AdminPort } from "../../../lib/owner/admin_port.ts";
import { FetchAdminPort } from "../../../lib/owner/FetchAdminPort.ts";

const installation = { installationId: "inst_1", version: "1", storage: "file", keys: [] };

/** A server with two spaces; `asked` has each call. */
class FakeAdminPort implements AdminPort {
  readonly asked: string[] = [];
  slugs = ["tea", "coffee"];
  failure: AppFailure | null = null;
  held: Promise<void> = Promise.resolve();

  async #ask<Answer>(name: string, answer: Answer): Promise<Answer> {
    this.asked.push(name);
    await this.held;
    if (this.failure) throw this.failure;
    return answer;
  }
  installation = () => this.#ask("installation", installation);
  spaces = (text: string) => {
    const items = this.slugs.filter((slug) => slug.includes(text)).map((slug) => ({
      ...{ slug, ownerId: "kim", policy: "open" as const, isLocked: false, peopleInside: 0 },
      createdAt: "2026-11-30T00:00:00Z",
    }));
    return this.#ask<AdminSpaces>(`spaces ${text}`, { items, hasMore: false });
  };
  people = (text: string) =>
    this.#ask<AdminPeople>(`people ${text}`, { items: [], hasMore: false });
  closeSpace = (slug: string) => this.#ask(`close ${slug}`, undefined);
  deleteSpace = (slug: string) => {
    this.slugs = this.slugs.filter((one) => one !== slug);
    return this.#ask(`delete ${slug}`, undefined);
  };
  endSessions = (userId: string) => this.#ask(`end ${userId}`, undefined);
  recoveryCodes = (userId: string) => this.#ask(`codes ${userId}`, ["A", "B"]);
  deletePerson = (userId: string) => this.#ask(`person ${userId}`, undefined);
}

async function entered() {
  const port = new FakeAdminPort();
  const admin = new Administration(() => Promise.resolve(port));
  await admin.enter("token");
  port.asked.length = 0;
  return { admin, port };
}

Deno.test("Administration shows nothing before a right token, and says why", async () => {
  const port = new FakeAdminPort();
  port.failure = new AppFailure("unauthenticated", "");
  const tokens: string[] = [];
  const admin = new Administration((token) => {
    tokens.push(token);
    return Promise.resolve(port);
  });
  expect(await admin.enter("wrong")).toBe(false);
  expect([admin.installation.value, admin.trouble.value])
    .toEqual([null, { at: "token", code: "unauthenticated" }]);
  // No port, no change.
  expect(await admin.deleteSpace("tea")).toBe(true);
  expect(port.asked).toEqual(["installation"]);
  port.failure = null;
  expect(await admin.enter("right")).toBe(true);
  expect(admin.spaces.value?.items.length).toBe(2);
  expect([tokens, admin.trouble.value]).toEqual([["wrong", "right"], null]);
});

Deno.test("Administration reads again what is shown after each change", async () => {
  const { admin, port } = await entered();
  await admin.findSpaces("te");
  await admin.findPeople("kim");
  port.asked.length = 0;
  await admin.deleteSpace("tea");
  expect(port.asked).toEqual(["delete tea", "spaces te", "people kim"]);
  expect(admin.spaces.value?.items).toEqual([]);
});

Deno.test("Administration does one change at a time, and tells a failure where it was made", async () => {
  const { admin, port } = await entered();
  const { promise, resolve } = Promise.withResolvers<void>();
  port.held = promise;
  const first = admin.closeSpace("tea");
  expect(admin.busyWith.value).toBe("space tea");
  expect(await admin.deleteSpace("tea")).toBe(false);
  resolve();
  expect(await first).toBe(true);
  port.failure = new AppFailure("owns-spaces", "");
  expect(await admin.deletePerson("kim")).toBe(false);
  expect(admin.trouble.value).toEqual({ at: "person kim", code: "owns-spaces" });
});

Deno.test("Administration shows new codes until the next change, and forgets all with the token", async () => {
  const { admin } = await entered();
  await admin.renewRecoveryCodes("kim");
  expect(admin.issued.value).toEqual({ userId: "kim", codes: ["A", "B"] });
  await admin.endSessions("kim");
  expect(admin.issued.value).toBeNull();
  await admin.renewRecoveryCodes("kim");
  admin.leave();
  expect([admin.installation, admin.spaces, admin.people, admin.issued].map(({ value }) => value))
    .toEqual([null, null, null, null]);
});

Deno.test("FetchAdminPort sends the token as a bearer alone, and escapes what it is given", async () => {
  const asked: [string, string, string | null][] = [];
  const port = new FetchAdminPort("the-token", (input, init) => {
    const headers = new Headers(init?.headers);
    asked.push([init?.method ?? "GET", String(input), headers.get("authorization")]);
    const answer = String(input).includes("people?")
      ? Response.json({ items: [], hasMore: false })
      : new Response(null, { status: 204 });
    return Promise.resolve(answer);
  });
  await port.people("김 & co");
  await port.deleteSpace("a/b");
  await port.endSessions("user x");
  const bearer = "Bearer the-token";
  expect(asked).toEqual([
    ["GET", "/api/admin/people?find=%EA%B9%80+%26+co", bearer],
    ["DELETE", "/api/admin/spaces/a%2Fb", bearer],
    ["DELETE", "/api/admin/people/user%20x/sessions", bearer],
  ]);
});
