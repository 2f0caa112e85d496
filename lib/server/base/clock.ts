/** Time, as an argument: milliseconds since 1970, UTC. */
export type Clock = () => number;
