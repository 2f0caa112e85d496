/** Which tabs of this browser are in which room. */
export interface TabsPort {
  /** Marks this tab as in `roomName` until the returned function is called, which resolves once other tabs can see it. */
  enter(roomName: string): () => Promise<void>;
  /** Whether any tab of this browser is in `roomName`. */
  isEntered(roomName: string): Promise<boolean>;
  /** Calls back when another tab enters or leaves a room; returns how to stop. */
  onChange(listener: () => void): () => void;
}
