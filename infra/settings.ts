/** What somebody who deploys may choose; everything has a default that costs nothing more. */
export interface Settings {
  /** Name of the stack, so that two can live in one account. */
  stackName: string;
  /** Who is told when something fails. Without it alarms exist but tell nobody. */
  alarmEmail?: string;
  /** Monthly account budget in US dollars whose passing is mailed to `alarmEmail` (a day late: AWS evaluates it about once a day). */
  monthlyBudgetUsd?: number;
  /** Anybody may sign up. By default accounts are made by invitation only. */
  openSignUp: boolean;
  /** An own domain with its certificate, which CloudFront wants in us-east-1. */
  domain?: { name: string; certificateArn: string };
  /** Users may switch Yahoo on. Its addresses are unofficial and for persons, so whoever runs this for others has to say so. */
  allowYahoo: boolean;
  /** Least time between two messages to one viewer: 5 s costs a fifth of 1 s. */
  liveIntervalSeconds: number;
}

export const defaultSettings: Settings = {
  stackName: "tickfolio",
  openSignUp: false,
  allowYahoo: false,
  liveIntervalSeconds: 1,
};

/** A setting that cannot be used, in words for the person who gave it. */
export class SettingError extends Error {
  override name = "SettingError";
}

const OPTIONS = [
  "stack-name",
  "alarm-email",
  "monthly-budget",
  "open-sign-up",
  "allow-yahoo",
  "domain",
  "certificate",
  "live-interval",
] as const;
type Option = (typeof OPTIONS)[number];
const FLAGS: readonly Option[] = ["open-sign-up", "allow-yahoo"];

/** Reads `--alarm-email you@example.org --live-interval 5` and the like; arguments it does not know are refused. */
export function readSettings(args: readonly string[]): Settings {
  const given = new Map<Option, string>();
  for (let at = 0; at < args.length; at++) {
    const [flag, inline] = args[at]!.split(/=(.*)/s);
    const option = OPTIONS.find((name) => flag === `--${name}`);
    if (!option) throw new SettingError(`Unknown option ${args[at]}. There are: --${OPTIONS.join(", --")}.`);
    if (FLAGS.includes(option) && inline === undefined) given.set(option, "yes");
    else {
      const value = inline ?? args[++at];
      if (!value) throw new SettingError(`--${option} needs a value.`);
      given.set(option, value);
    }
  }
  return checkSettings(given);
}

function checkSettings(given: ReadonlyMap<Option, string>): Settings {
  const settings = { ...defaultSettings };
  const stackName = given.get("stack-name");
  if (stackName !== undefined) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,60}$/.test(stackName)) {
      throw new SettingError("--stack-name: letters, digits and hyphens only, at most 61, a letter first.");
    }
    settings.stackName = stackName;
  }

  const alarmEmail = given.get("alarm-email");
  if (alarmEmail !== undefined) {
    if (!/^[^\s@]+@[^\s@]+$/.test(alarmEmail)) throw new SettingError(`--alarm-email: ${alarmEmail} is no address.`);
    settings.alarmEmail = alarmEmail;
  }

  const budget = given.get("monthly-budget");
  if (budget !== undefined) {
    if (!alarmEmail) throw new SettingError("--monthly-budget needs --alarm-email: somebody has to be told.");
    settings.monthlyBudgetUsd = positive("monthly-budget", budget);
  }

  settings.openSignUp = given.get("open-sign-up") === "yes";
  settings.allowYahoo = given.get("allow-yahoo") === "yes";

  const domain = given.get("domain");
  const certificateArn = given.get("certificate");
  if ((domain === undefined) !== (certificateArn === undefined)) {
    throw new SettingError(
      "--domain and --certificate go together: CloudFront answers for a name it has a certificate for.",
    );
  }
  if (domain && certificateArn) {
    if (!certificateArn.startsWith("arn:aws:acm:us-east-1:")) {
      throw new SettingError(
        "--certificate: CloudFront takes certificates of us-east-1 only, whatever the Region of the rest.",
      );
    }
    settings.domain = { name: domain, certificateArn };
  }

  const interval = given.get("live-interval");
  if (interval !== undefined) settings.liveIntervalSeconds = positive("live-interval", interval);
  return settings;
}

function positive(option: Option, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new SettingError(`--${option}: ${text} is not a positive number.`);
  return value;
}
