import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { useReactions } from "../../lib/media/hooks/useReactions.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { ReactionNews } from "./reaction_news.ts";

/** Says the reactions of others to readers, gathered. */
export function ReactionAnnouncer() {
  const words = useCallWords().react;
  const { shown } = useReactions();
  const said = useSignal("");
  const news = useMemo(() => {
    const after = (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    };
    return new ReactionNews({ words, after, say: (sentence) => said.value = sentence });
  }, []);
  useSignalEffect(() => {
    news.look(
      shown.value.filter(({ person }) => !person.isLocal)
        .map(({ id, reaction, person }) => ({ id, reaction, name: person.displayName.peek() })),
    );
  });
  useEffect(() => () => news.stop(), []);
  return <p class="visually-hidden" role="status">{said}</p>;
}
