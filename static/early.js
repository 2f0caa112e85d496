/*
 * Records clicks, choices and submits on a page whose code has not loaded, and replays them once it has (useLive.ts).
 * The page's head loads this file, before anything can be clicked; it is a file of its own because the CSP allows no
 * inline script. Typed text stays in its field, and is read from there (served_text.ts).
 */
(() => {
  /** The recorded actions, each with its control. */
  let kept = [];

  /** Records an action. `isLastOnly`: only the last one of this control counts, as for forms and lists. */
  function keep(control, act, isLastOnly) {
    if (isLastOnly) kept = kept.filter(([other]) => other !== control);
    kept.push([control, act]);
  }

  /** Shows a control as waiting, to screen readers too. The island's first render removes the attributes. */
  function mark(control) {
    control?.setAttribute("aria-busy", "true");
    control?.setAttribute("data-kept", "");
  }

  function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Whether following the link would lose the invitation in the page's fragment, which the island's code can store. */
  function losesInvitation(link, event) {
    return link?.matches("a[href]") && location.hash.includes("=") &&
      !event.ctrlKey && !event.metaKey && document.querySelector("script[type=module]") !== null;
  }

  function onClick(event) {
    const control = event.target.closest?.("button, input, a");
    // A submit button is recorded by its form's submit event.
    const isKept = ["button", "checkbox", "radio"].includes(control?.type) ||
      losesInvitation(control, event);
    if (!isKept) return;
    hold(event);
    mark(control);
    keep(control, () => control.click());
  }

  function onSubmit(event) {
    const { target: form, submitter } = event;
    // A form with an `action` works without code. But an invitation's secret, after the #, must not go into an address.
    const texts = [...new FormData(form).values()];
    if (form.hasAttribute("action") && !texts.some((text) => String(text).includes("#"))) return;
    hold(event);
    mark(submitter);
    keep(form, () => form.requestSubmit(submitter?.form === form ? submitter : null), true);
  }

  function onChange(event) {
    const { target: list } = event;
    if (!(list instanceof HTMLSelectElement)) return;
    const { value } = list;
    keep(list, () => {
      list.value = value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }, true);
  }

  const listeners = Object.entries({ click: onClick, submit: onSubmit, change: onChange });
  for (const [type, listener] of listeners) addEventListener(type, listener, true);
  document.addEventListener("madang.live", () => {
    for (const [type, listener] of listeners) removeEventListener(type, listener, true);
    for (const [control, act] of kept) if (control.isConnected) act();
  }, { once: true });
})();
