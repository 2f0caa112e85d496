import type { PageProps } from "fresh";
import type { State } from "../define.ts";

export default async function AsyncPage({ url }: PageProps<unknown, State>) {
  const word = await Promise.resolve(url.searchParams.get("word"));
  if (word === "answer") return new Response("an answer instead", { status: 202 });
  return <h1>Waited for {word}</h1>;
}
