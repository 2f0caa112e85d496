import { signal } from "@preact/signals";
import { expect } from "expect";
import { renderToString } from "preact-render-to-string";
import { SpacePicker } from "../../../components/home/SpacePicker.tsx";
import { namesOf, openingTags } from "../../fakes/components/accessible_names.ts";

function picker(entered = "", problem: "letters" | null = null): string {
  return renderToString(
    <SpacePicker
      suggested="calm-pine-4829-1573"
      entered={entered}
      problem={problem}
      visited={signal([{ slug: "tea", name: "Tea & <b>rice</b>" }, { slug: "standup" }])}
    />,
  );
}

Deno.test("SpacePicker is a form that a browser without code can send", () => {
  const html = picker();
  expect(openingTags(html, "form")[0]).toMatch(/method="get".*action="\/"/);
  expect(namesOf(html, "label")).toEqual(["Or which space?"]);
  expect(namesOf(html, "button")).toEqual(["New space", "Open"]);
  expect(openingTags(html, "input")[0]).toMatch(/name="space".*value="calm-pine-4829-1573"/);
});

Deno.test("SpacePicker keeps a refused entry, and says why", () => {
  const html = picker('마당" <script', "letters");
  const [, field] = openingTags(html, "input");
  expect(field).toContain(" value=");
  expect(field).toContain("마당&quot;");
  expect(field).toContain('aria-invalid="true"');
  expect(html).not.toContain("<script");
  expect(html).toContain("letters or digits");
});

Deno.test("SpacePicker lists recent spaces as links", () => {
  const html = picker();
  const links = openingTags(html, "a").map((tag) => /href="([^"]*)"/.exec(tag)?.[1]);
  expect(links).toEqual(["/space/tea", "/space/standup"]);
  expect(namesOf(html, "a")).toEqual(["Tea &amp; &lt;b>rice&lt;/b> tea", "standup"]);
});
