/** The chat of a space, broken rule by rule. */
import type { Mutant } from "./apply.ts";

function test(filter: string) {
  return { test: { file: "tests/unit/server/chat/chat_test.ts", filter } };
}

export const chatMutants: readonly Mutant[] = [
  {
    name: "chat-sent-twice",
    defect: "a message whose answer was lost is there twice",
    file: "lib/server/chat/post_message.ts",
    search: "if (sent?.chatId === chatId) {",
    replacement: "if (sent === undefined) {",
    ...test("the same clientId again"),
  },
  {
    name: "chat-without-its-rows",
    defect: "a message of a person who is being banned gets in",
    file: "lib/server/chat/post_message.ts",
    search: "checks: [chatRow, sentRow, ...rowsOf(principal)].map(unchanged)",
    replacement: "checks: [chatRow, sentRow].map(unchanged)",
    ...test("a ban that overtakes a message"),
  },
  {
    name: "chat-from-elsewhere",
    defect: "a session that is not in the call reads along",
    file: "lib/server/chat/inside.ts",
    search: "seat === null || seat.session !== principal.session.sessionId",
    replacement: "seat === null",
    ...test("only a session that is inside"),
  },
  {
    name: "chat-by-an-unused-token",
    defect: "a person with an unused token reads along, unseen",
    file: "lib/server/chat/inside.ts",
    search:
      "if (insider.isConnected || await isListed(services, slug, insider.seat)) return insider;",
    replacement: "if (insider) return insider;",
    ...test("only a session that is inside"),
  },
  {
    name: "chat-off-and-written",
    defect: "a role for which chat is off writes",
    file: "lib/server/chat/post_message.ts",
    search: "if (!mayWrite(rules, role)) {",
    replacement: "if (role === null) {",
    ...test("a moderator switches chat off"),
  },
  {
    name: "chat-deleted-and-kept",
    defect: "the text of a deleted message stays in storage",
    file: "lib/server/chat/delete_message.ts",
    search: "{ ...message, text: null, deletedBy: by }",
    replacement: "{ ...message, deletedBy: by }",
    ...test("an author deletes a message"),
  },
  {
    name: "chat-never-forgotten",
    defect: "the next people in a space read what the last ones wrote",
    file: "lib/server/chat/clear_chat.ts",
    search: "if (now() - since < chatEmptyAfterMs) {",
    replacement: "if (since > 0) {",
    ...test("chat is kept until the space has been empty"),
  },
  {
    name: "chat-forgotten-by-a-short-visit",
    defect: "a short visit does not begin the hour anew",
    file: "lib/server/chat/clear_chat.ts",
    search: "Math.max(...lefts, emptySince ?? (lefts.length > 0 ? 0 : now()))",
    replacement: "(emptySince ?? now())",
    ...test("chat is kept until the space has been empty"),
  },
];
