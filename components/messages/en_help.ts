/** English words of *Receive less* and *Something is wrong*; loaded when one of them is opened. */
export const enHelp = {
  receiving: {
    title: "Receive less",
    done: "Done",
    modes: { everything: "Everything", lighter: "Lighter", sound: "Sound only" },
    more: {
      everything: "Video as sharp as it is shown.",
      lighter: "Small video, and shared screens with fewer frames.",
      sound: "No video and no screens. You can bring single ones.",
    },
    cost: (data: string) => `Up to ${data} an hour with what is on now`,
    note: "Only for you. Kept for your next calls in this browser.",
  },
};

/** The shape that every language fills. */
export type HelpWords = typeof enHelp;
