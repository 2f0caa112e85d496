import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { scrollAfterZoom, wheelRatio, zoomWithin } from "./zoom.ts";

/** A point of an element, in pixels from its upper left corner. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The zoom of a picture. */
export interface Zoom {
  readonly zoom: ReadonlySignal<number>;
  /** The spot of the picture under `at` (by default: the middle) stays there. */
  zoomTo(zoom: number, at?: Point): void;
}

const middleOf = (one: Point, other: Point): Point => ({
  x: (one.x + other.x) / 2,
  y: (one.y + other.y) / 2,
});
const distanceOf = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

/** Zooms what scrolls in `glass` by wheel and pinch, where the pointer is, and drags it by a mouse or a finger. */
export function useZoom(glass: RefObject<HTMLElement>): Zoom {
  const zoom = useSignal(1);
  const shownAt = useRef(1);
  const point = useRef<Point | undefined>(undefined);

  const zoomTo = (next: number, at?: Point) => {
    point.current = at;
    zoom.value = zoomWithin(next);
  };

  useLayoutEffect(() => {
    const ratio = zoom.value / shownAt.current;
    shownAt.current = zoom.value;
    const window = glass.current;
    if (!window || ratio === 1) return;
    const { x, y } = point.current ?? { x: window.clientWidth / 2, y: window.clientHeight / 2 };
    window.scrollTo(
      scrollAfterZoom(window.scrollLeft, x, ratio),
      scrollAfterZoom(window.scrollTop, y, ratio),
    );
  }, [zoom.value]);

  useEffect(() => {
    const window = glass.current;
    if (!window) return;
    const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top } = window.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    const turn = (event: WheelEvent) => {
      // Sideways is for scrolling, and so is Shift.
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      zoomTo(zoom.peek() * wheelRatio(event), pointOf(event));
    };
    const held = new Map<number, Point>();
    const press = (event: PointerEvent) => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      held.set(event.pointerId, pointOf(event));
      // A pointer that leaves the glass goes on dragging it.
      window.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const now = pointOf(event);
      held.set(event.pointerId, now);
      const [other] = [...held].flatMap(([id, point]) => id === event.pointerId ? [] : [point]);
      const [from, to] = other ? [middleOf(before, other), middleOf(now, other)] : [before, now];
      if (zoom.peek() > 1) window.scrollBy(from.x - to.x, from.y - to.y);
      if (!other) return;
      zoomTo(zoom.peek() * distanceOf(now, other) / Math.max(1, distanceOf(before, other)), to);
    };
    const release = ({ pointerId }: PointerEvent) => void held.delete(pointerId);
    window.addEventListener("wheel", turn, { passive: false });
    window.addEventListener("pointerdown", press);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
    return () => {
      window.removeEventListener("wheel", turn);
      window.removeEventListener("pointerdown", press);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
    };
  }, []);

  return { zoom, zoomTo };
}
