import { stackParts, type TemplateText } from "./parts.ts";
import { dollars, idleMonth, prices, tickerHour, viewerHour, watcherMonth } from "./prices.ts";
import type { Settings } from "./settings.ts";

/** What a deployment will make, what that costs, and what one should know before. */
export function planText(settings: Settings, template: TemplateText): string {
  const interval = settings.liveIntervalSeconds;
  const every = interval === 1 ? "every second" : `every ${interval} seconds`;
  const parts = stackParts(template).map(({ part, count }) => `    ${count} ${part}`);
  return [
    `This puts Tickfolio into your own AWS account, as the stack "${settings.stackName}". It makes:`,
    "",
    ...parts,
    "",
    `It costs (list prices before tax, ${prices.region}, ${prices.asOf}; Frankfurt about a fifth more):`,
    "",
    `    when nobody looks        ${dollars(idleMonth())} a month, nearly all of it for the secret with the provider keys`,
    `    each hour somebody looks ${dollars(viewerHour(interval))} a viewer, with prices ${every}`,
    `                             ${dollars(tickerHour())} once for all viewers, for the function that fetches them`,
    `    one person, 2 h a day    ${dollars(watcherMonth(interval))} a month on top, if no free allowance covers it`,
    "",
    "Good to know:",
    "",
    "    An account on AWS's Free plan closes after six months or when its credits are gone, and its contents are deleted",
    "    90 days later. Do not keep your books there unless you upgrade it; and export them now and then (npm run -s",
    "    tickfolio -- export).",
    "    Deleting the stack leaves the books, the people and the web app's files behind. They are deleted only by hand.",
    `    Accounts are made by ${settings.openSignUp ? "anybody: you opened sign-up." : "invitation only (--invite YOU@EXAMPLE.ORG)."}`,
    settings.alarmEmail
      ? `    Alarms are mailed to ${settings.alarmEmail}; AWS asks that address to agree first.`
      : "    Alarms tell nobody unless you name an address (--alarm-email YOU@EXAMPLE.ORG).",
  ].join("\n");
}
