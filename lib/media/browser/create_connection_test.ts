import { ConnectionTest } from "../call/connection_test.ts";
import { BrowserConnectionTestPort } from "./BrowserConnectionTestPort.ts";

/** A connection test in this browser. Loaded with the first click on *Start the test*. */
export function createConnectionTest(): ConnectionTest {
  return new ConnectionTest(new BrowserConnectionTestPort());
}
