/** This server's version, as the start's line, `/api/doctor`, `/metrics` and the API's description tell it. */
export const version = "0.15.0";
