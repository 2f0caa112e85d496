/** The state of the fixture: who saw the request, in order. */
import { createDefine } from "fresh";

export interface State {
  trail: string[];
}

export const define = createDefine<State>();
