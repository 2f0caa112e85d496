import type { ComponentChild } from "preact";
import { render } from "preact";

/** Chromium's `documentPictureInPicture`, which TypeScript does not know. */
interface WindowMaker {
  requestWindow(size: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

/** In CSS pixels; a person may change it, and the browser keeps that. */
const size = { width: 360, height: 270 };

/** Makes windows that stay above all others; `null` where the browser has none. */
export function windowMaker(): WindowMaker | null {
  return Reflect.get(globalThis, "documentPictureInPicture") ?? null;
}

/**
 * Opens a small window above all others with `view` in it, looking like this page. Resolves to how to close it; `onClose` is
 * called however it closes.
 *
 * @throws {DOMException} `NotAllowedError` outside of a click, where the browser does not offer it.
 */
export async function openFloating(
  maker: WindowMaker,
  view: ComponentChild,
  onClose: () => void,
): Promise<() => void> {
  const floating = await maker.requestWindow(size);
  const { document: page } = floating;
  page.documentElement.lang = document.documentElement.lang;
  page.title = document.title;
  page.adoptedStyleSheets = sheetsFor(floating);
  page.body.className = "floating-body";
  render(view, page.body);
  floating.addEventListener("pagehide", () => {
    render(null, page.body);
    onClose();
  });
  return () => floating.close();
}

/** This page's styles: a link would be fetched again, and be late. */
function sheetsFor(floating: Window & typeof globalThis): CSSStyleSheet[] {
  return [...document.styleSheets].map((sheet) => {
    const copy = new floating.CSSStyleSheet();
    copy.replaceSync([...sheet.cssRules].map(({ cssText }) => cssText).join("\n"));
    return copy;
  });
}
