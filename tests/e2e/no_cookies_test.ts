/** Where the browser keeps no cookie: plain http from another machine, a self-hoster's first try. */
import { expect } from "expect";
import { button, isInside, seesPeople } from "./people.ts";
import { testsOnTestbed } from "./testbed.ts";

const test = testsOnTestbed("no-cookies");

test("plain http from elsewhere: a person joins, listens, and is told what https is needed for", async (testbed) => {
  const page = await (await testbed.person()).newPage();
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  // This machine, by an address that a browser does not trust: it keeps no `Secure` cookie of it.
  await page.goto(`${testbed.app.url.replace("127.0.0.1", "0.0.0.0")}/space/plain`);
  await page.getByText("This page is not on https").waitFor();
  await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
  await button(page, "Join").click();
  await isInside(page);
  await seesPeople(page, "Kim");
  expect(await page.context().cookies()).toEqual([]);
  await button(page, "Microphone").click();
  await page.getByRole("alert").getByText("open it over https").waitFor();
  expect(errors).toEqual([]);
});
