/*
 * Keeps what a person does on a page whose code is still on its way, and does it once the code is there (useLive.ts).
 * It stands in the page's head, before anything that could be clicked, in a file of its own: the page's policy allows no
 * script inside the page. Text needs nothing of this: it stays in its field, and is read from there (served_text.ts).
 */
(() => {
  /** Each with the control that it is about. */
  let kept = [];

  /** Of a form and of a list only the last wish counts; clicks count one by one. */
  function keep(control, act, isLastOnly) {
    if (isLastOnly) kept = kept.filter(([other]) => other !== control);
    kept.push([control, act]);
  }

  /** Seen and heard to be waiting; the first render takes it away. */
  function mark(control) {
    control?.setAttribute("aria-busy", "true");
    control?.setAttribute("data-kept", "");
  }

  function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** A way out of this page, which would lose the invitation in its address: code to keep it is coming. */
  function losesInvitation(link, event) {
    return link?.matches("a[href]") && location.hash.includes("=") &&
      !event.ctrlKey && !event.metaKey && document.querySelector("script[type=module]") !== null;
  }

  function onClick(event) {
    const control = event.target.closest?.("button, input, a");
    // What sends a form is kept when the form is sent.
    const isKept = ["button", "checkbox", "radio"].includes(control?.type) ||
      losesInvitation(control, event);
    if (!isKept) return;
    hold(event);
    mark(control);
    keep(control, () => control.click());
  }

  function onSubmit(event) {
    const { target: form, submitter } = event;
    // A form with an address of its own works without code. But an invitation is for this browser, and not for the address.
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
