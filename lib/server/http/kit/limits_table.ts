import type { Budget } from "../../base/rate_limits.ts";
import { endpointLimits } from "./endpoint_limits.ts";

/** The table of rate limits in docs/limits.md, as Markdown. */
export function rateLimitTable(): string {
  const rows = Object.entries(endpointLimits).map(([name, limit]) => {
    const { perAddress, perSession, forgeriesPerAddress } = limit;
    const ofAddress = forgeriesPerAddress
      ? `forgeries alone: ${formatBudget(forgeriesPerAddress)}`
      : formatBudget(perAddress);
    return `| \`${name}\` | ${ofAddress} | ${formatBudget(perSession)} |`;
  });
  return ["| Endpoint | Of one address | Of one session |", "|---|---|---|", ...rows].join("\n");
}

function formatBudget(budget: Budget | undefined): string {
  return budget ? `${budget.burst}, then ${budget.perMinute} a minute` : "–";
}
