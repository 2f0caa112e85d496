import { signal } from "@preact/signals";
import { expect } from "expect";
import { Edit } from "../../../components/shell/useEdit.ts";

Deno.test("Edit keeps text that was typed after the request which is being answered", async () => {
  const kept = signal("25");
  const edit = new Edit<string>();
  const first = Promise.withResolvers<boolean>();
  edit.set("1");
  const saving = edit.save(first.promise);
  edit.set("50");
  kept.value = "1";
  first.resolve(true);
  await saving;
  expect(edit.over(kept.value)).toBe("50");
  await edit.save(Promise.resolve(true));
  kept.value = "50";
  expect(edit.isOpen).toBe(false);
  // The field is not being edited, so it shows a value that another person set.
  kept.value = "30";
  expect(edit.over(kept.value)).toBe("30");
});

Deno.test("Edit keeps a refused text, and reverts a refused choice", async () => {
  const text = new Edit<string>();
  text.set("1");
  expect(await text.save(Promise.resolve(false))).toBe(false);
  expect(text.over("25")).toBe("1");
  const choice = new Edit<boolean>();
  const refused = choice.choose(true, Promise.resolve(false));
  expect(choice.over(false)).toBe(true);
  await refused;
  expect(choice.over(false)).toBe(false);
});

Deno.test("Edit shows the last of several choices while the earlier ones are answered", async () => {
  const edit = new Edit<boolean>();
  const answers = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const asked = answers.map(({ promise }, i) => edit.choose(i % 2 === 0, promise));
  for (const [i, kept] of [true, false].entries()) {
    answers[i].resolve();
    await asked[i];
    expect(edit.over(kept)).toBe(true);
  }
  answers[2].resolve();
  await asked[2];
  expect(edit.isOpen).toBe(false);
});
