/**
 * The events in which a browser allows playback to start: a mouse when pressed, a touch when it ends (HTML, user
 * activation).
 */
export const gestures = ["pointerdown", "pointerup", "keydown"] as const;
