/** The icons of the stage: the line that draws each, for `Icon`. Drawn like Lucide's, or of it (../shell/LUCIDE_LICENSE). */
const lens = "M4 11a7 7 0 1 0 14 0a7 7 0 1 0-14 0M20.5 20.5l-4.5-4.5M8.5 11h5";

export const ZoomOut = lens;
export const ZoomIn = `${lens}M11 8.5v5`;
export const FullScreen = "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5";
export const Pin =
  "M12 17v5M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z";
export const Spotlight =
  "M12 3l2.6 5.9 6.4.6-4.8 4.3 1.4 6.2-5.6-3.3-5.6 3.3 1.4-6.2L3 9.5l6.4-.6z";

const frame = "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";

/** The layouts, as small maps of themselves. */
export const layoutSigns = {
  "auto": `${frame}M9 15l3-6l3 6M10 13h4`,
  "grid": `${frame}M12 4v16M3 12h18`,
  "speaker": `${frame}M15.5 4v16M15.5 9.3h5.5M15.5 14.7h5.5`,
  "side-by-side": `${frame}M12 4v16M12 12h9`,
} as const;

export const PictureInPicture =
  "M21 10V6a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h5M14 14h6a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1z";
