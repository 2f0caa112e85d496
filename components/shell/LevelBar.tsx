import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface LevelBarProps {
  label: string;
  /** 0–100; written to the DOM each frame, without a render. */
  volume: ReadonlySignal<number>;
  isActive: ReadonlySignal<boolean>;
  /** Further marks in the bar. */
  children?: ComponentChildren;
}

/** A bar that shows a live level. It keeps its space while inactive. */
export function LevelBar({ label, volume, isActive, children }: LevelBarProps) {
  const meter = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLSpanElement>(null);

  useSignalEffect(() => {
    const level = isActive.value ? volume.value : 0;
    if (fill.current) fill.current.style.transform = `scaleX(${(level / 100).toFixed(3)})`;
    meter.current?.setAttribute("aria-valuenow", String(Math.round(level)));
  });

  return (
    <div
      ref={meter}
      class={`level ${isActive.value ? "level-active" : ""}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <span ref={fill} class="level-fill" />
      {children}
    </div>
  );
}
