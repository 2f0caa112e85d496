/** English words of the home page. */
export const enHome = {
  title: "Where shall we meet?",
  make: "New space",
  makeMore: "It will be called",
  space: "Or which space?",
  hint: "tea-house, or a link",
  open: "Open",
  visited: "Recent",
  problem: {
    empty: "Type the name of a space, such as tea-house.",
    letters: "A space’s name has letters or digits, in any language, such as tea-house.",
    long: "Too long: use up to 64 letters and digits.",
  },
};

/** The shape that every language fills. */
export type HomeWords = typeof enHome;
