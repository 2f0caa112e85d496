/** Pages: opened until one can click, and from the click on *Join* until the person is inside and sees another. */
import type { Browser, CDPSession } from "playwright-core";
import { launchChromium } from "../../toolchain/chromium.ts";
import { joinAsParticipant } from "../../toolchain/rtc_participant.ts";
import { serveBarePage } from "./bare_page.ts";
import { inTurns, median } from "./load.ts";
import type { Servers } from "./servers.ts";
import { openSeat } from "./token_bench.ts";

const rounds = 12;

declare global {
  /** Milliseconds since the navigation began; 0: not yet. */
  var pageMarks: Record<"interactive" | "clicked" | "connected" | "firstFrame", number>;
}

/** Milliseconds; the last two of processor time of the page's thread, which other programs on the machine change little. */
export interface Visit {
  readonly interactive: number;
  readonly connected: number;
  readonly firstFrame: number;
  readonly openingWork: number;
  readonly joiningWork: number;
}

export interface PageFigures {
  readonly ours: Visit;
  readonly theirs: Visit;
}

/** Medians of both pages, with a participant inside that sends a picture. */
export async function measurePages({ app }: Servers): Promise<PageFigures> {
  await using stack = new AsyncDisposableStack();
  const bare = stack.use(await serveBarePage(app.url));
  const browser = stack.adopt(await launchChromium(), (browser) => browser.close());
  const host = await joinAsParticipant(await openSeat(app.url, "space-bench", "Host"));
  stack.defer(() => host.leave());
  const results = await inTurns(
    rounds,
    () => visit(browser, `${app.url}/space/bench`),
    () => visit(browser, bare.url),
  );
  return { ours: medians(results.ours), theirs: medians(results.theirs) };
}

/** A new person, who looks at the page for a moment before joining. */
async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB" });
  try {
    await context.addInitScript(watchThePage);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const opening = await workOf(session);
    await page.goto(url);
    await page.waitForFunction(() => globalThis.pageMarks.interactive > 0);
    const opened = await workOf(session);
    await page.getByRole("textbox", { name: "Your name" }).fill("Kim");
    await page.waitForTimeout(1_000);
    const joining = await workOf(session);
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForFunction(() => globalThis.pageMarks.firstFrame > 0);
    const joined = await workOf(session);
    const seen = await page.evaluate(() => globalThis.pageMarks);
    await page.getByRole("button", { name: "Leave" }).click();
    return {
      interactive: seen.interactive,
      connected: seen.connected - seen.clicked,
      firstFrame: seen.firstFrame - seen.clicked,
      openingWork: opened - opening,
      joiningWork: joined - joining,
    };
  } finally {
    await context.close();
  }
}

/** Milliseconds of processor time that the page's thread has taken. */
async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
}

/** Runs in the page, before anything of it: notes when what a person waits for is there. */
function watchThePage(): void {
  const marks = { interactive: 0, clicked: 0, connected: 0, firstFrame: 0 };
  globalThis.pageMarks = marks;
  // Ours draws the call out of sight while it connects. Asking the browser what is visible would lay the page out.
  const isThere = (name: string) =>
    [...document.querySelectorAll("button")].some((button) =>
      (button.ariaLabel ?? button.textContent ?? "").trim() === name &&
      !button.closest(".call-coming")
    );
  const look = () => {
    if (marks.connected === 0 && isThere("Leave")) marks.connected = performance.now();
  };
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ["class"],
  });
  document.addEventListener("madang.live", () => marks.interactive ||= performance.now());
  document.addEventListener("click", () => marks.clicked ||= performance.now(), true);
  // Media events do not bubble, but can be caught on their way down.
  document.addEventListener("loadeddata", ({ target }) => {
    if (target instanceof HTMLVideoElement) marks.firstFrame ||= performance.now();
  }, true);
}

function medians(visits: readonly Visit[]): Visit {
  const of = (what: keyof Visit) => median(visits.map((visit) => visit[what]));
  return {
    interactive: of("interactive"),
    connected: of("connected"),
    firstFrame: of("firstFrame"),
    openingWork: of("openingWork"),
    joiningWork: of("joiningWork"),
  };
}
