import { signal } from "@preact/signals";
import { expect } from "expect";
import type { ConnectionState } from "../../../../lib/media/ports/call_types.ts";
import { OtherTabs } from "../../../../lib/media/call/other_tabs.ts";
import { turn } from "../../../fakes/media/fake_media_ports.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";
import { FakeTabsPort } from "../../../fakes/media/FakeTabsPort.ts";

function openTab(tabs: FakeTabsPort, roomName = "space-tea") {
  const page = new FakePagePort();
  const state = signal<ConnectionState>("idle");
  const isInAnotherTab = signal(false);
  const loadTabs = () => Promise.resolve(tabs);
  const model = new OtherTabs({ page, loadTabs, roomName, isInAnotherTab });
  return { page, state, isInAnotherTab, stop: model.start(state) };
}

Deno.test("OtherTabs knows of a tab that was inside before, and of one that joins and leaves", async () => {
  const browser = new FakeTabsPort();
  const first = openTab(browser);
  first.state.value = "connecting";
  const second = openTab(new FakeTabsPort(browser));
  const elsewhere = openTab(new FakeTabsPort(browser), "space-coffee");
  await turn();
  expect(second.isInAnotherTab.value).toBe(true);
  expect(elsewhere.isInAnotherTab.value).toBe(false);
  first.state.value = "ended";
  await turn();
  expect(second.isInAnotherTab.value).toBe(false);
  first.state.value = "connected";
  await turn();
  expect(second.isInAnotherTab.value).toBe(true);
});

Deno.test("OtherTabs never takes this tab for another, in the call and after it", async () => {
  const only = openTab(new FakeTabsPort());
  for (const state of ["connecting", "connected", "reconnecting", "ended", "idle"] as const) {
    only.state.value = state;
    only.page.happen("visible");
    await turn();
    expect(only.isInAnotherTab.value).toBe(false);
  }
});

Deno.test("OtherTabs checks again when the page is visible: a tab that crashed announces nothing", async () => {
  const browser = new FakeTabsPort();
  browser.enter("space-tea");
  const tab = openTab(new FakeTabsPort(browser));
  await turn();
  expect(tab.isInAnotherTab.value).toBe(true);
  browser.crash();
  await turn();
  expect(tab.isInAnotherTab.value).toBe(true);
  tab.page.happen("visible");
  await turn();
  expect(tab.isInAnotherTab.value).toBe(false);
});

Deno.test("OtherTabs releases its lock and listens to nothing once it is stopped", async () => {
  const browser = new FakeTabsPort();
  const tab = openTab(browser);
  tab.state.value = "connected";
  await turn();
  expect(await browser.isEntered("space-tea")).toBe(true);
  tab.stop();
  await turn();
  expect(await browser.isEntered("space-tea")).toBe(false);
  expect([browser.listening, tab.page.listening]).toEqual([0, 0]);
});
