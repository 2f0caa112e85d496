import { expect } from "expect";
import { checkDisk, checkWrite } from "../../../../lib/server/doctor/check_storage.ts";

Deno.test("checkWrite() names the kind of storage, its time, and what to change", () => {
  expect(checkWrite("/data/madang.kv", 3.4))
    .toMatchObject({ verdict: "good", says: "file, a write and a read in 3 ms" });
  expect(checkWrite(":memory:", 1)).toMatchObject({ verdict: "good" });
  expect(checkWrite("/data/madang.kv", 251))
    .toMatchObject({ verdict: "bad", fix: expect.stringContaining("faster disk") });
  expect(checkWrite("/data/madang.kv", null))
    .toMatchObject({
      says: "the file takes no write",
      fix: expect.stringMatching(/^KV_URL: a file/),
    });
  const server = checkWrite("http://user:5ecret@kv.example:4512", null);
  expect(server).toMatchObject({
    says: "the server kv.example:4512 takes no write",
    fix: expect.stringContaining("DENO_KV_ACCESS_TOKEN"),
  });
  expect(JSON.stringify(server)).not.toContain("5ecret");
});

Deno.test("checkDisk() looks at the disk of the file, and wants 500 MB", async () => {
  const looked: string[] = [];
  const judged = (kvUrl: string | null, megabytes: number) =>
    checkDisk(kvUrl, (folder) => {
      looked.push(folder);
      return Promise.resolve({ bavail: megabytes * 256, bsize: 4096 });
    });
  expect(await judged("/data/madang.kv", 500)).toMatchObject({
    verdict: "good",
    says: "500 MB free",
  });
  expect(await judged("madang.kv", 499)).toMatchObject({
    verdict: "bad",
    says: "499 MB free",
    fix: "make room on the disk of KV_URL, or move the file to another",
  });
  for (const other of [null, ":memory:", "http://kv.example:4512"]) {
    expect(await judged(other, 1)).toBeNull();
  }
  expect(looked).toEqual(["/data/", "."]);
  // This machine's own disk, and a folder that is not there.
  const folder = await Deno.makeTempDir();
  expect((await checkDisk(`${folder}/madang.kv`))?.says).toMatch(/^\d+ MB free$/);
  expect(await checkDisk(`${folder}/none/madang.kv`)).toMatchObject({ verdict: "unknown" });
  await Deno.remove(folder);
});
