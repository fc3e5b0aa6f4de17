import { homedir } from "node:os";
import { join } from "node:path";
import type { LogLevel } from "./log.ts";
import type { ProviderSettings } from "./market/roster/catalogue-roster.ts";
import { PROVIDER_NAMES } from "./market/roster/provider-names.ts";
import { readAddress, readLogLevel, readPort } from "./setting.ts";

/** What the environment may say. Only this file reads it. */
export interface Config {
  /** The folder with the books; see `defaultDataFolder`. */
  data: string;
  port: number;
  logLevel: LogLevel;
  /** By provider: the deployment's key, and other addresses than its own. */
  providers: Readonly<Record<string, ProviderSettings>>;
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
  return definedOnly({
    data: text("DATA") ?? defaultDataFolder(environment),
    port: readPort("TICKFOLIO_PORT", text("PORT") ?? String(DEFAULT_PORT)),
    logLevel: readLogLevel("TICKFOLIO_LOG", text("LOG") ?? "warn"),
    providers: providersOf(environment),
    priceFolder: text("PRICE_FOLDER"),
    priceInstruments: text("PRICE_INSTRUMENTS"),
    ratesFile: text("RATES_FILE"),
    folder: text("FOLDER") ?? process.cwd(),
  });
}

/** `TICKFOLIO_TWELVE_DATA_KEY`, `TICKFOLIO_TWELVE_DATA_URL`, and of Finnhub the address of its stream. */
function providersOf(environment: Environment): Record<string, ProviderSettings> {
  const said = PROVIDER_NAMES.map((name) => {
    const prefix = `TICKFOLIO_${name.toUpperCase().replaceAll("-", "_")}`;
    const settings = definedOnly({
      key: textOf(environment, `${prefix}_KEY`),
      url: addressOf(environment, `${prefix}_URL`),
      socketUrl: addressOf(environment, `${prefix}_SOCKET_URL`, "ws"),
    });
    return [name, settings] as const;
  });
  return Object.fromEntries(said.filter(([, settings]) => Object.keys(settings).length > 0));
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
  providers: Config["providers"];
  /** The operator has read Yahoo's terms and lets its users switch it on. */
  yahoo: boolean;
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
  const { providers, logLevel } = readConfig(environment);
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
    providers,
    yahoo: text("TICKFOLIO_YAHOO") === "on",
  });
}
