/** English words that joining loads. */
export { enBackground as background } from "./en_background.ts";
export { enCall as call } from "./en_call.ts";
export { enChat as chat } from "./en_chat.ts";
export { enSound as sound } from "./en_sound.ts";
export { enSpace as space } from "./en_space.ts";
