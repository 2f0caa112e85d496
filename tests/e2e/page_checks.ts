/** Checks of accessibility and layout that every page must pass in every state. */
import axe from "axe-core";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { outputFolder } from "./testbed.ts";

/** The least side of a touch target, in CSS pixels (WCAG 2.2, 2.5.5). */
const touchSize = 44;

/** Narrow phones; a laptop at 200 % (1440 × 900 shows 720 × 450); and a desk. */
const rooms = [
  { width: 320, height: 568 },
  { width: 360, height: 740 },
  { width: 720, height: 450 },
  { width: 1280, height: 800 },
] as const;

/** Those in which the words of another language may find no room. */
const narrowRooms = rooms.slice(0, 3);

/**
 * Checks for serious and critical findings of axe, by day and by night; for motion where less is asked for; and, on narrow and zoomed screens,
 * for content that is cut, covered or too small to touch. Answers the faults, each with the name of the state. Like one that was
 * checked may be its *colours*; or all but its words, of a *translation*: no name is empty (`components/messages_test.ts`), and they have to find room.
 */
export async function faultsOf(
  page: Page,
  state: string,
  like: "nothing" | "colours" | "translation" = "nothing",
): Promise<string[]> {
  const faults: string[] = [];
  await page.evaluate(isAtRest);
  faults.push(...await page.evaluate(motions));
  const colours = "color-contrast";
  if (like !== "translation") {
    faults.push(...await axeFindings(page, { rules: { [colours]: { enabled: false } } }));
  }
  if (like === "nothing") {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await axeFindings(page, { runOnly: { type: "rule", values: [colours] } });
      faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
    }
  }
  for (const room of like === "translation" ? narrowRooms : rooms) {
    await page.setViewportSize(room);
    await page.evaluate(isAtRest);
    await photograph(page, `${state} ${room.width}`);
    const found = await page.evaluate(faultsOfLayout, touchSize);
    faults.push(...found.map((fault) => `${room.width} × ${room.height}: ${fault}`));
  }
  return faults.map((fault) => `${state}: ${fault}`);
}

/** With `MADANG_PICTURES=1`: pictures for a person to look at. */
async function photograph(page: Page, name: string): Promise<void> {
  if (Deno.env.get("MADANG_PICTURES") !== "1") return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `${`${name} ${colorScheme}`.replace(/[^\w]+/g, "-")}.png`;
    await page.screenshot({ path: join(outputFolder, "states", file) });
  }
}

/** Serious and critical findings of axe, one line each. */
export async function axeFindings(page: Page, options: axe.RunOptions = {}): Promise<string[]> {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  return await page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, {
      resultTypes: ["violations"],
      // There are no frames, and no rule that we ask needs style sheets or media fetched again.
      iframes: false,
      preload: false,
      ...options,
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`)
      );
  }, options);
}

declare global {
  var axe: typeof import("axe-core");
}

/** Runs in the page: waits two frames, until the layout is done and no motion goes on. */
async function isAtRest(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const endless = (animation: Animation) =>
    animation.effect?.getComputedTiming().endTime === Infinity;
  await Promise.all(
    document.getAnimations().filter((animation) => !endless(animation)).map(({ finished }) =>
      finished.catch(() => {})
    ),
  );
}

/** Runs in the page, at rest: animations that go on although less motion was asked for. */
function motions(): string[] {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return [];
  return document.getAnimations().filter(({ playState }) => playState === "running")
    .map(({ effect }) => {
      const target = effect instanceof KeyframeEffect ? effect.target : null;
      return `moves: <${target?.localName} class="${target?.getAttribute("class") ?? ""}">`;
    });
}

/** Runs in the page: content that is cut, covered, or too small to touch. */
function faultsOfLayout(touchSize: number): string[] {
  const faults: string[] = [];
  const { clientWidth, clientHeight } = document.documentElement;

  /** Words that go over two lines; longer ones must break somewhere. */
  const longestWord = 20;
  const brokenWords = function* (element: Element): Generator<string> {
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      for (const match of (node.textContent ?? "").matchAll(/[^\s-]+/g)) {
        if (match[0].length > longestWord) continue;
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top));
        if (new Set(tops).size > 1) yield match[0];
      }
    }
  };
  const nameOf = (element: Element) =>
    `<${element.localName} class="${element.getAttribute("class") ?? ""}"> ` +
    (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40);

  if (document.documentElement.scrollWidth > clientWidth) {
    faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  }

  // While a modal dialog is open only its content counts.
  const scope = document.querySelector("dialog[open]") ?? document.body;
  const isShown = (element: Element) =>
    element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) &&
    getComputedStyle(element).clipPath !== "inset(50%)" && !element.matches(".skip-link");

  for (const target of scope.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (!isShown(target)) continue;
    // A box or a radio is touched by its label.
    const touched = target.matches("[type=checkbox], [type=radio]")
      ? target.closest("label") ?? target
      : target;
    touched.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top, right, bottom, width, height } = touched.getBoundingClientRect();
    const size = `${Math.round(width)} × ${Math.round(height)}`;
    // A link within text has the height of its line: WCAG's exception.
    const isInText = target.localName === "a" && getComputedStyle(target).display === "inline";
    if (!isInText && Math.min(width, height) < touchSize - 0.5) {
      faults.push(`${size}: ${nameOf(touched)}`);
    }
    if (left < -0.5 || top < -0.5 || right > clientWidth + 0.5 || bottom > clientHeight + 0.5) {
      faults.push(`outside, at ${Math.round(left)}, ${Math.round(top)}: ${nameOf(touched)}`);
      continue;
    }
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isDisabled = target.matches(":disabled");
    // A floating element may cover tiles until it is closed, but no controls.
    const floating = hit?.closest(".invite-panel, .notice, .banner");
    if (floating && !floating.contains(target) && target.closest(".tiles, .banners")) continue;
    // A menu covers its surroundings, and closes at a touch beside it.
    const menu = hit?.closest("[popover=auto]");
    if (menu && !menu.contains(target)) continue;
    if (!isDisabled && !(hit && (touched.contains(hit) || hit.contains(touched)))) {
      faults.push(`covered by ${hit ? nameOf(hit) : "nothing"}: ${nameOf(touched)}`);
    }
  }

  // Words that do not fit; those that end in "…" say so, and are whole for readers.
  for (const element of scope.querySelectorAll<HTMLElement>("*")) {
    if (!isShown(element)) continue;
    const hasWords = [...element.childNodes].some((node) =>
      node.nodeType === Node.TEXT_NODE && node.textContent?.trim()
    );
    const style = getComputedStyle(element);
    if (!hasWords || style.textOverflow === "ellipsis" || style.overflowX === "auto") continue;
    if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
      faults.push(`${element.scrollWidth} in ${element.clientWidth}: ${nameOf(element)}`);
    }
    for (const word of brokenWords(element)) faults.push(`"${word}" is broken: ${nameOf(element)}`);
    const { left, right } = element.getBoundingClientRect();
    if (left < -0.5 || right > clientWidth + 0.5) {
      faults.push(`words outside, ${Math.round(left)} to ${Math.round(right)}: ${nameOf(element)}`);
    }
  }
  return [...new Set(faults)];
}
