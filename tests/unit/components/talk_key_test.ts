import { signal } from "@preact/signals";
import { expect } from "expect";
import type { PressedKey } from "../../../components/call/pressed_key.ts";
import { TalkKey } from "../../../components/call/talk_key.ts";
import type { TalkKey as TalkKeyName } from "../../../lib/media/ports/call_types.ts";

function setUp(name: TalkKeyName) {
  const isHeld = signal(false);
  const talk = {
    key: signal(name),
    isHeld,
    press: () => void (isHeld.value = true),
    release: () => void (isHeld.value = false),
  };
  return { isHeld, key: new TalkKey(talk) };
}

function press(key: string, code: string, more: Partial<PressedKey> = {}): PressedKey {
  return {
    key,
    code,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
    ...more,
  };
}

const space = press(" ", "Space");

Deno.test("TalkKey talks from keydown to keyup, and handles each repeat", () => {
  const { isHeld, key } = setUp("Space");
  expect(key.up(space)).toBe(false);
  expect(key.down(space, true)).toBe(true);
  expect(key.down({ ...space, repeat: true }, true)).toBe(true);
  expect(key.up({ code: "KeyM" })).toBe(false);
  expect(isHeld.value).toBe(true);
  expect(key.up(space)).toBe(true);
  expect(isHeld.value).toBe(false);
});

// Space, Command, Space up: macOS does not tell of the last.
for (const [name, modifier] of [["Meta", "metaKey"], ["Control", "ctrlKey"], ["Alt", "altKey"]]) {
  Deno.test(`TalkKey ends with ${name}, after which no keyup comes, and begins again only with a new press`, () => {
    const { isHeld, key } = setUp("Space");
    key.down(space, true);
    key.down(press(name, `${name}Left`, { [modifier]: true }), true);
    expect(isHeld.value).toBe(false);
    expect(key.down({ ...space, repeat: true }, true)).toBe(false);
    expect(key.down({ ...space, [modifier]: true }, true)).toBe(false);
    expect(isHeld.value).toBe(false);
    expect(key.down(space, true)).toBe(true);
  });
}

Deno.test("TalkKey is found by the letter on the key, and released by the key's place", () => {
  const { isHeld, key } = setUp("KeyT");
  // Dvorak: what lies where an English keyboard has its t is a y.
  expect(key.down(press("y", "KeyT"), true)).toBe(false);
  expect(key.down(press("t", "KeyK"), true)).toBe(true);
  // Caps Lock, another layout, another script by now.
  expect(key.up(press("ㅏ", "KeyK"))).toBe(true);
  expect(key.down(press("ㅅ", "KeyT"), true)).toBe(true);
  expect(key.up(press("T", "KeyT"))).toBe(true);
  expect(isHeld.value).toBe(false);
});

Deno.test("TalkKey ignores a key that does something else on the focused element", () => {
  const { isHeld, key } = setUp("Space");
  expect(key.down(space, false)).toBe(false);
  expect(key.down({ ...space, isComposing: true }, true)).toBe(false);
  expect(isHeld.value).toBe(false);
});
