import { homedir } from "node:os";
import { join } from "node:path";
import type { LogLevel } from "./log.ts";

/** What the environment may say. Only this file reads it. */
export interface Config {
  /** The folder with the books; see `defaultDataFolder`. */
  data: string;
  port: number;
  logLevel: LogLevel;
  finnhub: { key?: string; url?: string; socketUrl?: string };
  stooq: { key?: string; url?: string };
  ecb: { url?: string };
  /** A folder with one CSV of daily prices per symbol, and where its instruments.csv is when it lies elsewhere. */
  priceFolder?: string;
  priceInstruments?: string;
  /** An eurofxref-hist.csv on disk that serves as the ECB's full file. */
  ratesFile?: string;
  /** Where the user typed the command: relative paths on the command line start there. */
  folder: string;
}

export const DEFAULT_PORT = 4747;

type Environment = Readonly<Record<string, string | undefined>>;

export function readConfig(environment: Environment = process.env): Config {
  const text = (name: string): string | undefined => environment[`TICKFOLIO_${name}`]?.trim() || undefined;
  return definedOnly({
    data: text("DATA") ?? defaultDataFolder(environment),
    port: readPort(text("PORT")),
    logLevel: readLogLevel(text("LOG")),
    finnhub: definedOnly({ key: text("FINNHUB_KEY"), url: text("FINNHUB_URL"), socketUrl: text("FINNHUB_SOCKET_URL") }),
    stooq: definedOnly({ key: text("STOOQ_KEY"), url: text("STOOQ_URL") }),
    ecb: definedOnly({ url: text("ECB_URL") }),
    priceFolder: text("PRICE_FOLDER"),
    priceInstruments: text("PRICE_INSTRUMENTS"),
    ratesFile: text("RATES_FILE"),
    folder: text("FOLDER") ?? process.cwd(),
  });
}

/** Where each platform keeps what a program knows about its user. */
export function defaultDataFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === "win32") return join(environment.APPDATA ?? join(home, "AppData", "Roaming"), "Tickfolio");
  if (platform === "darwin") return join(home, "Library", "Application Support", "Tickfolio");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "tickfolio");
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`TICKFOLIO_PORT is "${text}"; a port is a number from 0 to 65535.`);
}

function readLogLevel(text: string | undefined): LogLevel {
  const levels: LogLevel[] = ["debug", "info", "warn", "error", "silent"];
  const level = levels.find((candidate) => candidate === (text ?? "warn"));
  if (level) return level;
  throw new Error(`TICKFOLIO_LOG is "${text}"; it can be ${levels.join(", ")}.`);
}

/** The same object without the fields that are undefined: an absent setting is absent. */
function definedOnly<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** What the stack in AWS tells its functions. Lambda itself adds the Region and the role's credentials. */
export interface CloudConfig {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Where services are that are not at AWS, by signing name: emulators in tests. */
  endpoints: Readonly<Record<string, string>>;
  table: string;
  /** The secret with the provider keys. */
  secret: string;
  /** Where messages to sockets are posted. */
  callbackUrl: string;
  /** Who signs people in, for which client, and where the page is. Known to the function that answers requests. */
  issuer?: string;
  client?: string;
  origin?: string;
  /** The loop that runs the ticker. Known to the function that opens sockets. */
  stateMachine?: string;
  liveIntervalMs: number;
  /** How long the ticker goes on without use. */
  idleMs: number;
  logLevel: LogLevel;
  providers: Pick<Config, "finnhub" | "stooq" | "ecb">;
}

const SERVICES = { dynamodb: "DYNAMODB", secretsmanager: "SECRETS_MANAGER", states: "SFN" };

export function readCloudConfig(environment: Environment = process.env): CloudConfig {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const needed = (name: string): string => {
    const value = text(name);
    if (value === undefined) throw new Error(`${name} is not set; the stack in infra/ sets it.`);
    return value;
  };
  const endpoints = Object.entries(SERVICES).map(([service, name]) => [service, text(`AWS_ENDPOINT_URL_${name}`)]);
  const { finnhub, stooq, ecb, logLevel } = readConfig(environment);
  return definedOnly({
    region: needed("AWS_REGION"),
    credentials: definedOnly({
      accessKeyId: needed("AWS_ACCESS_KEY_ID"),
      secretAccessKey: needed("AWS_SECRET_ACCESS_KEY"),
      sessionToken: text("AWS_SESSION_TOKEN"),
    }),
    endpoints: Object.fromEntries(endpoints.filter(([, url]) => url)),
    table: needed("TICKFOLIO_TABLE"),
    secret: needed("TICKFOLIO_SECRET"),
    callbackUrl: needed("TICKFOLIO_CALLBACK_URL"),
    issuer: text("TICKFOLIO_ISSUER"),
    client: text("TICKFOLIO_CLIENT"),
    origin: text("TICKFOLIO_ORIGIN"),
    stateMachine: text("TICKFOLIO_STATE_MACHINE"),
    liveIntervalMs: Number(text("TICKFOLIO_LIVE_INTERVAL") ?? 1) * 1_000,
    idleMs: Number(text("TICKFOLIO_IDLE") ?? 90) * 1_000,
    logLevel,
    providers: { finnhub, stooq, ecb },
  });
}
