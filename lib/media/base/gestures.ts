/**
 * In which a browser lets sound and pictures begin: a mouse counts when it is pressed, a touch when it ends (HTML, user
 * activation).
 */
export const gestures = ["pointerdown", "pointerup", "keydown"] as const;
