import { expect } from "expect";
import { FrameGuard } from "../../../../lib/media/encryption/frame_guard.ts";
import { alwaysEncrypted } from "../../../../lib/media/livekit/encrypt_room.ts";

const sealed = { isEncrypted: true };
const plain = { isEncrypted: false };

Deno.test("FrameGuard shows a picture once frames were decrypted, and knows nothing before", () => {
  const guard = new FrameGuard();
  expect(guard.verdictOf("kim", [sealed])).toBe("unknown");
  expect([guard.plays("kim", sealed), guard.shows("kim", sealed)]).toEqual([true, false]);
  guard.count("kim", 0);
  expect([guard.verdictOf("kim", [sealed]), guard.needsCount("kim")]).toEqual(["unknown", true]);
  guard.count("kim", 3);
  expect([guard.verdictOf("kim", [sealed]), guard.needsCount("kim")]).toEqual(["encrypted", false]);
  expect(guard.shows("kim", sealed)).toBe(true);
});

Deno.test("FrameGuard leaves out what is not encrypted, whatever else decrypts [S343]", () => {
  const guard = new FrameGuard();
  guard.count("kim", 3);
  expect(guard.verdictOf("kim", [sealed, plain])).toBe("not-encrypted");
  expect([guard.plays("kim", plain), guard.shows("kim", plain)]).toEqual([false, false]);
  expect([guard.plays("kim", sealed), guard.shows("kim", sealed)]).toEqual([true, true]);
});

Deno.test("FrameGuard leaves out a participant whose frames do not decrypt, until some do [S344]", () => {
  const guard = new FrameGuard();
  guard.fail("kim");
  expect([guard.verdictOf("kim", [sealed]), guard.plays("kim", sealed)]).toEqual([
    "unreadable",
    false,
  ]);
  expect(guard.needsCount("kim")).toBe(true);
  guard.count("kim", 0);
  expect(guard.verdictOf("kim", [sealed])).toBe("unreadable");
  guard.count("kim", 5);
  expect([guard.verdictOf("kim", [sealed]), guard.plays("kim", sealed)]).toEqual([
    "encrypted",
    true,
  ]);
});

Deno.test("FrameGuard does not mind one broken frame among good ones, and notices when all fail", () => {
  const guard = new FrameGuard();
  guard.count("kim", 10);
  guard.fail("kim");
  expect([guard.needsCount("kim"), guard.shows("kim", sealed)]).toEqual([true, true]);
  guard.count("kim", 20);
  expect(guard.verdictOf("kim", [sealed])).toBe("encrypted");
  guard.fail("kim");
  guard.count("kim", 20);
  expect(guard.verdictOf("kim", [sealed])).toBe("unreadable");
});

Deno.test("FrameGuard counts anew where a track was replaced, and forgets who left", () => {
  const guard = new FrameGuard();
  guard.fail("kim");
  guard.count("kim", 0);
  guard.count("lee", 9);
  guard.count("lee", 2);
  expect(guard.verdictOf("lee", [sealed])).toBe("encrypted");
  guard.forget("kim");
  expect(guard.verdictOf("kim", [sealed])).toBe("unknown");
});

Deno.test("alwaysEncrypted() never lets the worker be told that frames are plain [S345]", () => {
  const told = (enabled: boolean) => ({
    kind: "enable",
    data: { enabled, participantIdentity: "kim" },
  });
  expect(alwaysEncrypted(told(false))).toEqual(told(true));
  expect(alwaysEncrypted(told(true))).toEqual(told(true));
  const other = { kind: "setKey", data: { enabled: false } };
  expect([alwaysEncrypted(other), alwaysEncrypted(null)]).toEqual([other, null]);
});
