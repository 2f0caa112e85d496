/** Moving pictures of an imaginary person: a calm figure before a coloured wall. */

/** The differences between one picture and another. */
export interface PictureStyle {
  /** Red, green, blue, 0–255. */
  wall: readonly [number, number, number];
  figure: readonly [number, number, number];
  head: readonly [number, number, number];
  /** A wall of light and dark stripes, to tell whether it is blurred. */
  isStriped?: boolean;
}

/** A few that go well together. */
export const pictureStyles: readonly PictureStyle[] = [
  { wall: [226, 214, 190], figure: [29, 107, 82], head: [236, 190, 150] },
  { wall: [190, 208, 214], figure: [168, 74, 18], head: [214, 160, 120] },
  { wall: [214, 196, 200], figure: [58, 70, 104], head: [244, 206, 172] },
  { wall: [204, 212, 184], figure: [96, 58, 70], head: [190, 138, 98] },
  { wall: [226, 214, 190], figure: [29, 107, 82], head: [236, 190, 150], isStriped: true },
];

/**
 * Paints the picture at `seconds` into RGBA `pixels`. The figure sways and breathes, so that each
 * frame differs from the one before.
 */
export function paintPicture(
  pixels: Uint8Array,
  width: number,
  height: number,
  seconds: number,
  style: PictureStyle,
): void {
  const centre = width / 2 + Math.sin(seconds * 0.9) * width * 0.02;
  const headY = height * 0.42 + Math.sin(seconds * 1.7) * height * 0.008;
  const headRadius = height * 0.17;
  const shoulderY = height * 0.98 + Math.sin(seconds * 1.3) * height * 0.006;
  const shoulderWidth = height * 0.42;
  const shoulderHeight = height * 0.36;
  for (let y = 0, at = 0; y < height; y++) {
    const light = 1.04 - 0.16 * (y / height);
    for (let x = 0; x < width; x++, at += 4) {
      const dx = x - centre;
      const dy = y - headY;
      const isHead = (dx / 0.86) ** 2 + dy ** 2 < headRadius ** 2;
      const isHair = isHead && dy < -headRadius * 0.45 + Math.abs(dx) * 0.22;
      const isFigure = (dx / shoulderWidth) ** 2 + ((y - shoulderY) / shoulderHeight) ** 2 < 1;
      const isNeck = Math.abs(dx) < headRadius * 0.42 && dy > 0 && dy < headRadius * 1.6;
      const isWall = !isHead && !isFigure && !isNeck;
      const isDark = style.isStriped && isWall && Math.floor(x / width * 40) % 2 === 1;
      const shade = light * (1 - 0.08 * Math.abs(x / width - 0.4)) * (isDark ? 0.6 : 1);
      const [red, green, blue] = isHair
        ? hair
        : isHead
        ? style.head
        : isFigure
        ? style.figure
        : isNeck
        ? style.head
        : style.wall;
      pixels[at] = Math.min(255, red * shade);
      pixels[at + 1] = Math.min(255, green * shade);
      pixels[at + 2] = Math.min(255, blue * shade);
      pixels[at + 3] = 255;
    }
  }
}

const hair = [52, 40, 34] as const;
