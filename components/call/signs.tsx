/**
 * Signs of the call alone, drawn as those of the set: what is imported from the set is loaded with the first page, since
 * all of it that the app uses is one file.
 */
import { Sign } from "../shell/signs.tsx";

/** Three dots: there is more. */
export function MoreSign({ size = 18 }: { size?: number }) {
  return (
    <Sign size={size}>
      {[5, 12, 19].map((y) => <circle key={y} cx="12" cy={y} r="1" />)}
    </Sign>
  );
}

/** A padlock, closed or open. */
export function LockSign({ isLocked, size = 18 }: { isLocked: boolean; size?: number }) {
  return (
    <Sign size={size}>
      <rect x="4" y="11" width="16" height="10" rx="2" />
      <path d={isLocked ? "M8 11V7a4 4 0 0 1 8 0v4" : "M8 11V7a4 4 0 0 1 7.8-1.2"} />
    </Sign>
  );
}

/** A door that stands ajar. */
export function DoorSign({ size = 20 }: { size?: number }) {
  return (
    <Sign size={size}>
      <path d="M3 21h18M6 21V5a2 2 0 0 1 2-2h5M13 3l5 2v16" />
      <path d="M15 12v1" />
    </Sign>
  );
}
