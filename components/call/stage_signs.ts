/** Icons of a shared screen, as SVG path data for `Icon`. */
const lens = "M4 11a7 7 0 1 0 14 0a7 7 0 1 0-14 0M20.5 20.5l-4.5-4.5M8.5 11h5";

export const ZoomOut = lens;
export const ZoomIn = `${lens}M11 8.5v5`;
export const FullScreenSign = "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5";
