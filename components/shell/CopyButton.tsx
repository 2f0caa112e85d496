import { useSignal, useSignalEffect } from "@preact/signals";
import { copyText } from "./copy_text.ts";
import { Icon } from "./Icon.tsx";
import { Check, Copy } from "./icons.tsx";

/** How long the button says *Copied*. */
const copiedMilliseconds = 3000;

interface CopyButtonProps {
  text: string;
  words: { readonly copy: string; readonly copied: string };
  /** Called when the browser refuses, so that the person can copy by hand. */
  onRefused?(): void;
}

/** A button that copies a text, and says so for a moment. */
export function CopyButton({ text, words, onRefused }: CopyButtonProps) {
  const isCopied = useSignal(false);
  useSignalEffect(() => {
    if (!isCopied.value) return;
    const timer = setTimeout(() => isCopied.value = false, copiedMilliseconds);
    return () => clearTimeout(timer);
  });
  const copy = async () => {
    isCopied.value = await copyText(text, navigator.clipboard);
    if (!isCopied.peek()) onRefused?.();
  };
  return (
    <button type="button" class="button button-main" onClick={() => void copy()}>
      <Icon of={isCopied.value ? Check : Copy} size={18} />
      <span aria-live="polite">{isCopied.value ? words.copied : words.copy}</span>
    </button>
  );
}
