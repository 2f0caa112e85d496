import type { Budget } from "../../base/rate_limits.ts";
import { endpointLimits } from "./endpoint_limits.ts";

/** The table of docs/limits.md, made from the one that endpoints are limited by. */
export function rateLimitTable(): string {
  const rows = Object.entries(endpointLimits).map(([name, limit]) => {
    const { perAddress, perSession, forgeriesPerAddress } = limit;
    const ofAddress = forgeriesPerAddress
      ? `forgeries alone: ${inWords(forgeriesPerAddress)}`
      : inWords(perAddress);
    return `| \`${name}\` | ${ofAddress} | ${inWords(perSession)} |`;
  });
  return ["| Endpoint | Of one address | Of one session |", "|---|---|---|", ...rows].join("\n");
}

function inWords(budget: Budget | undefined): string {
  return budget ? `${budget.burst}, then ${budget.perMinute} a minute` : "–";
}
