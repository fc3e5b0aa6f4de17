import type { ProviderStatus } from "@tickfolio/protocol";
import { format } from "../../format.ts";
import { marketText } from "../../text-market.ts";

type Window = NonNullable<ProviderStatus["budget"]>[number];

/** From there on it is tight, and nearly used up. */
const TIGHT = 0.7;
const FULL = 0.95;

/** How much of a quota is used: the window that has least left, or all of them. */
export function BudgetMeter({ budget, all = false }: { budget: readonly Window[]; all?: boolean }) {
  const tightest = budget.reduce((worst, one) => (share(one) > share(worst) ? one : worst));
  return (
    <>
      {(all ? budget : [tightest]).map((one) => (
        <Meter key={one.perSeconds} window={one} />
      ))}
    </>
  );
}

function Meter({ window: { used, limit, perSeconds, resetsAt } }: { window: Window }) {
  const words = marketText.providers;
  const part = share({ used, limit });
  return (
    <span className="budget">
      <meter
        aria-label={words.budgetOf(used, limit, perSeconds)}
        min={0}
        max={limit}
        low={limit * TIGHT}
        high={limit * FULL}
        optimum={0}
        value={Math.min(used, limit)}
      />
      <small>
        {words.budgetOf(used, limit, perSeconds)}
        {part >= 1 && resetsAt && `, ${words.free(format.clock(resetsAt))}`}
      </small>
    </span>
  );
}

const share = ({ used, limit }: Pick<Window, "used" | "limit">) => (limit > 0 ? used / limit : 0);
