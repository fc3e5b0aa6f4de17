import { homedir } from "node:os";
import { join } from "node:path";
import type { LogLevel } from "./log.ts";
import { readAddress, readLogLevel, readPort } from "./setting.ts";

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
  const text = (name: string): string | undefined => textOf(environment, `TICKFOLIO_${name}`);
  const address = (name: string, kind?: "ws") => addressOf(environment, `TICKFOLIO_${name}`, kind);
  const socketUrl = address("FINNHUB_SOCKET_URL", "ws");
  return definedOnly({
    data: text("DATA") ?? defaultDataFolder(environment),
    port: readPort("TICKFOLIO_PORT", text("PORT") ?? String(DEFAULT_PORT)),
    logLevel: readLogLevel("TICKFOLIO_LOG", text("LOG") ?? "warn"),
    finnhub: definedOnly({ key: text("FINNHUB_KEY"), url: address("FINNHUB_URL"), socketUrl }),
    stooq: definedOnly({ key: text("STOOQ_KEY"), url: address("STOOQ_URL") }),
    ecb: definedOnly({ url: address("ECB_URL") }),
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

/** What a variable says; a blank one says nothing. */
function textOf(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

function addressOf(environment: Environment, name: string, kind?: "ws"): string | undefined {
  const text = textOf(environment, name);
  return text === undefined ? undefined : readAddress(name, text, kind);
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
  const text = (name: string): string | undefined => textOf(environment, name);
  const address = (name: string) => addressOf(environment, name);
  const needed = (name: string): string => {
    const value = text(name);
    if (value === undefined) throw new Error(`${name} is not set; the stack in infra/ sets it.`);
    return value;
  };
  const endpoints = Object.entries(SERVICES).map(([service, name]) => [service, address(`AWS_ENDPOINT_URL_${name}`)]);
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
    callbackUrl: readAddress("TICKFOLIO_CALLBACK_URL", needed("TICKFOLIO_CALLBACK_URL")),
    // Tokens name their issuer to the letter.
    issuer: address("TICKFOLIO_ISSUER") && text("TICKFOLIO_ISSUER"),
    client: text("TICKFOLIO_CLIENT"),
    origin: address("TICKFOLIO_ORIGIN"),
    stateMachine: text("TICKFOLIO_STATE_MACHINE"),
    liveIntervalMs: Number(text("TICKFOLIO_LIVE_INTERVAL") ?? 1) * 1_000,
    idleMs: Number(text("TICKFOLIO_IDLE") ?? 90) * 1_000,
    logLevel,
    providers: { finnhub, stooq, ecb },
  });
}
