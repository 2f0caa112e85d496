import { computed, signal } from "@preact/signals";
import { expect } from "expect";
import { h } from "preact";
import { serializeProps } from "../../../../compat/fresh/props.ts";

Deno.test("serializeProps() writes what it has seen once, and circles", () => {
  const count = signal(3);
  expect(serializeProps([{ count }, { count }])).toBe('[[0,1,4],{"count":2},[1,3],3,{"count":2}]');
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(serializeProps(circle)).toBe('[{"self":0}]');
  expect(serializeProps({ gap: undefined, none: null })).toBe('[{"gap":-1,"none":1},null]');
  expect(serializeProps({ double: computed(() => count.value * 2) })).toBe(
    '[{"double":1},[1,2],6]',
  );
});

Deno.test("serializeProps() names what cannot cross, and where it is", () => {
  const cases: [unknown, string][] = [
    [{ on: { click: () => {} } }, "props.on.click"],
    [{ list: [1, new Date(0)] }, "a Date to an island: props.list[1]"],
    [{ map: new Map() }, "a Map"],
    [{ gone: Number.NaN }, "props.gone"],
    [{ big: 1n }, "a bigint"],
    [{ element: h("p", null) }, "an element"],
    [{ held: signal(Symbol("x")) }, "props.held.value"],
  ];
  for (const [props, message] of cases) expect(() => serializeProps(props)).toThrow(message);
});
