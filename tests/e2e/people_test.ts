/** The list of people and raised hands, with people who see each other. */
import { expect } from "expect";
import { eventually } from "./eventually.ts";
import {
  button,
  hasFocus,
  isDescribed,
  join,
  joinByApi,
  participant,
  seesPeople,
} from "./people.ts";
import { makeOwner, openOwned } from "./space_owner.ts";
import { testsOnTestbed } from "./testbed.ts";
