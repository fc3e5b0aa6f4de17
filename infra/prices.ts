/** AWS list prices in US dollars before tax, us-east-1, read in September 2026. Frankfurt is about a fifth dearer. */
export const prices = {
  asOf: "September 2026",
  region: "us-east-1",
  secretMonth: 0.4,
  /** DynamoDB storage, S3, kept logs and the three runs a day, each one read long, of a home that nobody visits. */
  idleRestMonth: 0.01,
  socketMessage: 1 / 1e6,
  socketMinute: 0.25 / 1e6,
  lambdaGbSecond: 0.0000133334,
  transferGb: 0.085,
} as const;

/** One message of prices as it leaves CloudFront. */
const MESSAGE_GB = 0.6e-6;
/** One post of a message: two thousand a second on one vCPU of 1,769 MB. An estimate until a deployment has measured it. */
const POST_GB_SECONDS = 0.000864;
const TICKER_GB = 0.25;

/** What it costs when nobody looks, a month. */
export function idleMonth(): number {
  return prices.secretMonth + prices.idleRestMonth;
}

/** What each viewer's hour adds, by the time between two messages. */
export function viewerHour(intervalSeconds: number): number {
  const messages = 3_600 / intervalSeconds;
  const each = prices.socketMessage + POST_GB_SECONDS * prices.lambdaGbSecond + MESSAGE_GB * prices.transferGb;
  return messages * each + 60 * prices.socketMinute;
}

/** The ticker runs once for all viewers, while there are any. */
export function tickerHour(): number {
  return 3_600 * TICKER_GB * prices.lambdaGbSecond;
}

/** Two hours a day, thirty days, alone. */
export function watcherMonth(intervalSeconds: number): number {
  return 60 * (viewerHour(intervalSeconds) + tickerHour());
}

export function dollars(amount: number): string {
  return `${amount.toFixed(amount < 0.1 ? 4 : 2)} USD`;
}
