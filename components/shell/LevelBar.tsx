import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";

interface LevelBarProps {
  label: string;
  /** 0–100; written to the bar each frame, so that nothing renders. */
  volume: ReadonlySignal<number>;
  isActive: ReadonlySignal<boolean>;
  /** 0–100: the highest level of the last moment, shown as a line. */
  peak?: ReadonlySignal<number>;
}

/** A live level. Its place is kept while it is at rest. */
export function LevelBar({ label, volume, isActive, peak }: LevelBarProps) {
  const meter = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLSpanElement>(null);
  const line = useRef<HTMLSpanElement>(null);

  useSignalEffect(() => {
    const level = isActive.value ? volume.value : 0;
    if (fill.current) fill.current.style.transform = `scaleX(${(level / 100).toFixed(3)})`;
    if (line.current) line.current.style.transform = `translateX(${peak?.value ?? 0}%)`;
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
      {peak && <span ref={line} class="level-peak" />}
    </div>
  );
}
