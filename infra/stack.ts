import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { HttpFrontDoor } from "./api.ts";
import { Overview } from "./dashboard.ts";
import { BundledFunction } from "./functions.ts";
import { SocketFrontDoor } from "./push.ts";
import { ProviderKeys } from "./secret.ts";
import type { Settings } from "./settings.ts";
import { SignIn } from "./sign-in.ts";
import { BooksTable } from "./table.ts";
import { EndOfDay, TickerLoop } from "./ticker.ts";
import { Watching } from "./watching.ts";
import { Web } from "./web.ts";

/** The built functions: folders with an `index.mjs`. */
export interface Bundles {
  api: string;
  push: string;
  ticker: string;
}

/** How the partitions begin that the ticker and the push function may touch; nobody's journal is among them. */
export const TICKER_PARTITIONS = ["FEED#", "PRICE#", "PROVIDER#", "RATES#", "USER#"] as const;
export const PUSH_PARTITIONS = [...TICKER_PARTITIONS, "TICKET#"] as const;
/** A user's settings and instruments stand beside their journals, which are left out. */
export const NO_JOURNALS = "USER#*#JOURNAL#*";

export class TickfolioStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings; bundles: Bundles }) {
    super(scope, id, { description: "Tickfolio: a live portfolio tracker", ...props });
    const { settings, bundles } = props;

    const books = new BooksTable(this, "Books");
    const keys = new ProviderKeys(this, "ProviderKeys");
    const signIn = new SignIn(this, "SignIn", settings);
    const http = new HttpFrontDoor(this, "Http");
    const sockets = new SocketFrontDoor(this, "Sockets");
    const web = new Web(this, "Web", {
      apiHost: http.hostName,
      pushHost: sockets.hostName,
      signInPage: signIn.pageUrl,
      domain: settings.domain,
    });
    const client = signIn.addBrowserClient(web.url);

    const shared = {
      TICKFOLIO_TABLE: books.table.tableName,
      TICKFOLIO_SECRET: keys.secret.secretArn,
      TICKFOLIO_CALLBACK_URL: sockets.callbackUrl,
      TICKFOLIO_LIVE_INTERVAL: String(settings.liveIntervalSeconds),
      TICKFOLIO_LOG: "info",
      ...(settings.allowYahoo ? { TICKFOLIO_YAHOO: "on" } : {}),
    };
    const ticker = new BundledFunction(this, "Ticker", {
      description: "Tickfolio: fetches prices and posts them to those who watch",
      bundle: bundles.ticker,
      // Paid by the second while somebody watches: 256 MB are 0.012 USD an hour.
      memoryMb: 256,
      timeoutSeconds: 900,
      environment: shared,
    });
    const loop = new TickerLoop(this, "TickerLoop", ticker.function);
    new EndOfDay(this, "EndOfDay", ticker.function);

    const push = new BundledFunction(this, "Push", {
      description: "Tickfolio: opens sockets and remembers who watches what",
      bundle: bundles.push,
      memoryMb: 256,
      timeoutSeconds: 20,
      environment: { ...shared, TICKFOLIO_STATE_MACHINE: loop.stateMachine.stateMachineArn },
    });
    const api = new BundledFunction(this, "Api", {
      description: "Tickfolio: answers requests",
      bundle: bundles.api,
      memoryMb: 512,
      // API Gateway gives up after 30 s.
      timeoutSeconds: 29,
      environment: {
        ...shared,
        TICKFOLIO_ISSUER: signIn.issuer,
        TICKFOLIO_CLIENT: client.userPoolClientId,
        TICKFOLIO_ORIGIN: web.url,
      },
    });

    books.grantOperations(api.role);
    books.grantPartitions(push.role, PUSH_PARTITIONS, NO_JOURNALS);
    books.grantPartitions(ticker.role, TICKER_PARTITIONS, NO_JOURNALS);
    keys.grantReading(api.role);
    keys.grantReading(ticker.role);
    loop.grantStarting(push.role);
    sockets.grantPosting(ticker.role);
    // A written entry is told to the user's other tabs by the function that wrote it.
    sockets.grantPosting(api.role);
    http.addRoutes(api.function, signIn.issuer, client.userPoolClientId);
    sockets.addRoutes(push.function);
    new Watching(this, "Watching", {
      http: http.stage,
      sockets: sockets.stage,
      ticker: ticker.function,
      loop: loop.stateMachine,
      settings,
    });

    new Overview(this, "Overview", {
      http: http.stage,
      sockets: sockets.stage,
      ticker: ticker.function,
      table: books.table,
    });

    new CfnOutput(this, "Url", { value: web.url, description: "Where Tickfolio is" });
    new CfnOutput(this, "FilesBucket", { value: web.bucket.bucketName });
    new CfnOutput(this, "UserPool", { value: signIn.pool.userPoolId });
    new CfnOutput(this, "Issuer", { value: signIn.issuer });
    new CfnOutput(this, "Client", { value: client.userPoolClientId });
    new CfnOutput(this, "SignInPage", { value: signIn.pageUrl });
    new CfnOutput(this, "ProviderKeysSecret", { value: keys.secret.secretArn });
  }
}
