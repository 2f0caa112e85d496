/** The other tabs of this browser, and which of them is in which room. */
export interface TabsPort {
  /** This tab is in `roomName`, until the answered function is called; that resolves once the others can know. */
  enter(roomName: string): () => Promise<void>;
  /** True when any tab of this browser is in `roomName`. */
  isEntered(roomName: string): Promise<boolean>;
  /** Another tab entered or left a room; the answered function stops listening. */
  onChange(listener: () => void): () => void;
}
