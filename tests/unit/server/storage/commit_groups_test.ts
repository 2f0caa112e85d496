import { expect } from "expect";
import { AppError } from "../../../../lib/server/base/app_error.ts";
import { CommitGroups } from "../../../../lib/server/storage/commit_groups.ts";
import { type KvCommit, setRow } from "../../../../lib/server/storage/kv_port.ts";

/** A commit that checks and writes `key`. */
function commitOf(key: string, checks = 1): KvCommit {
  return {
    checks: Array.from({ length: checks }, (_, index) => ({
      key: index === 0 ? [key] : [key, index],
      versionstamp: null,
    })),
    writes: [setRow([key], key)],
  };
}

/** Storage that holds each round trip until the test answers it. */
function heldStorage(options: { maxChecks?: number; maxInFlight?: number } = {}) {
  const sent: {
    keys: unknown[];
    writes: KvCommit["writes"];
    answer: PromiseWithResolvers<boolean>;
  }[] = [];
  const groups = new CommitGroups({
    send(commits) {
      const answer = Promise.withResolvers<boolean>();
      sent.push({
        keys: commits.map(({ writes }) => writes[0].key[0]),
        writes: commits.flatMap(({ writes }) => writes),
        answer,
      });
      return answer.promise;
    },
    isWorthRetrying: (error) => !(error instanceof AppError),
    maxChecks: 10,
    maxInFlight: 1,
    ...options,
  });
  return { sent, groups };
}

/** Runs all pending microtasks. */
async function settled() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

Deno.test("CommitGroups sends concurrent commits in one round trip", async () => {
  const { sent, groups } = heldStorage();
  const answers = ["a", "b", "c"].map((key) => groups.add(commitOf(key)).isCommitted);
  await settled();
  expect(sent.map(({ keys }) => keys)).toEqual([["a", "b", "c"]]);
  sent[0].answer.resolve(true);
  expect(await Promise.all(answers)).toEqual([true, true, true]);
});

Deno.test("CommitGroups sends commits queued meanwhile in the next round trip", async () => {
  const { sent, groups } = heldStorage();
  const first = groups.add(commitOf("a")).isCommitted;
  await settled();
  const later = ["b", "c"].map((key) => groups.add(commitOf(key)).isCommitted);
  await settled();
  expect(sent).toHaveLength(1);
  sent[0].answer.resolve(true);
  await first;
  await settled();
  expect(sent[1].keys).toEqual(["b", "c"]);
  sent[1].answer.resolve(true);
  await Promise.all(later);
});

Deno.test("CommitGroups keeps a round trip's checks within maxChecks", async () => {
  const { sent, groups } = heldStorage();
  const answers = ["a", "b", "c"].map((key) => groups.add(commitOf(key, 4)).isCommitted);
  await settled();
  expect(sent[0].keys).toEqual(["a", "b"]);
  sent[0].answer.resolve(true);
  await settled();
  expect(sent[1].keys).toEqual(["c"]);
  sent[1].answer.resolve(true);
  await Promise.all(answers);
});

Deno.test("CommitGroups keeps a commit that checks a key apart from one that writes it", async () => {
  const { sent, groups } = heldStorage({ maxInFlight: 8 });
  const answers = ["a", "a", "b"].map((key) => groups.add(commitOf(key)).isCommitted);
  await settled();
  expect(sent.map(({ keys }) => keys)).toEqual([["a", "b"]]);
  sent[0].answer.resolve(true);
  await settled();
  expect(sent[1].keys).toEqual(["a"]);
  sent[1].answer.resolve(false);
  expect(await Promise.all(answers)).toEqual([true, false, true]);
});

Deno.test("CommitGroups lets commits share a key that they only check", async () => {
  const { sent, groups } = heldStorage();
  const shared = { key: ["space"], versionstamp: "1" };
  const answers = ["a", "b"].map((key) =>
    groups.add({ checks: [shared], writes: [setRow([key], key)] }).isCommitted
  );
  await settled();
  expect(sent[0].keys).toEqual(["a", "b"]);
  sent[0].answer.resolve(true);
  await Promise.all(answers);
});

Deno.test("CommitGroups lets commits share a key that they write and neither checks", async () => {
  const { sent, groups } = heldStorage();
  const space = setRow(["space"], "changed");
  const answers = ["a", "b"].map((key) =>
    groups.add({ ...commitOf(key), writes: [setRow([key], key), setRow(["space"], key)] })
      .isCommitted
  );
  const reconciler = groups.add({
    checks: [{ key: ["space"], versionstamp: "1" }],
    writes: [setRow(["c"], "c"), space],
  }).isCommitted;
  await settled();
  expect(sent.map(({ keys }) => keys)).toEqual([["a", "b"]]);
  // The shared key is written once, as the last of them has it.
  expect(sent[0].writes).toEqual([setRow(["a"], "a"), setRow(["b"], "b"), setRow(["space"], "b")]);
  sent[0].answer.resolve(true);
  await settled();
  expect(sent[1].keys).toEqual(["c"]);
  sent[1].answer.resolve(true);
  expect(await Promise.all([...answers, reconciler])).toEqual([true, true, true]);
});

Deno.test("CommitGroups sends a failed group again one by one, each with its own answer", async () => {
  for (const failed of ["conflict", "error"]) {
    const { sent, groups } = heldStorage();
    const answers = ["a", "b"].map((key) => groups.add(commitOf(key)).isCommitted);
    await settled();
    if (failed === "conflict") sent[0].answer.resolve(false);
    else sent[0].answer.reject(new TypeError("Value too large"));
    await settled();
    expect(sent.slice(1).map(({ keys }) => keys)).toEqual([["a"], ["b"]]);
    sent[1].answer.resolve(true);
    sent[2].answer.resolve(false);
    expect(await Promise.all(answers)).toEqual([true, false]);
  }
});

Deno.test("CommitGroups does not retry one by one when storage is away", async () => {
  const { sent, groups } = heldStorage();
  const answers = ["a", "b"].map((key) => groups.add(commitOf(key)).isCommitted);
  await settled();
  sent[0].answer.reject(new AppError("storage-unavailable", "Cannot reach storage"));
  const results = await Promise.allSettled(answers);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(sent).toHaveLength(1);
});

Deno.test("CommitGroups never sends a commit that was abandoned in the queue", async () => {
  const { sent, groups } = heldStorage();
  const first = groups.add(commitOf("a")).isCommitted;
  await settled();
  groups.add(commitOf("b")).abandon();
  sent[0].answer.resolve(true);
  await first;
  await settled();
  expect(sent).toHaveLength(1);
});
