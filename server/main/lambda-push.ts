// AWS Lambda behind the WebSocket API: opens sockets, remembers who watches what, and calls for the ticker.

import { AwsError } from "../aws-client.ts";
import { readCloudConfig } from "../config.ts";
import { isTrading } from "../market/trading.ts";
import { createMarketSource } from "../push/market-source.ts";
import { createSocketEvents, type SocketAnswer, type SocketEvent } from "../push/socket-events.ts";
import { createStoredTickets } from "../push/stored-tickets.ts";
import { openCloud } from "./cloud.ts";
import { openCloudReader } from "./cloud-market.ts";

const cloud = openCloud(readCloudConfig());
const { config, aws, store, clock, log } = cloud;

/** One start in a minute: all who come while it starts mean the same one. */
const START_EVERY_MS = 60_000;

export async function handler(event: SocketEvent): Promise<SocketAnswer> {
  // A market for each message: what it knows comes from the table, where the ticker may have written since.
  const market = openCloudReader(cloud);
  try {
    const answer = createSocketEvents({
      store,
      tickets: createStoredTickets({ tickets: store.tickets, socketUrl: "" }),
      source: createMarketSource({
        store,
        market,
        onError: (error) => log.error("A price could not be read.", { error }),
      }),
      startTicker,
      isOpen: (instrument) => isTrading(instrument, clock()),
      clock,
      log,
    });
    return await answer(event);
  } finally {
    await market.close();
  }
}

async function startTicker(): Promise<void> {
  try {
    await aws.call("states", "AWSStepFunctions.StartExecution", {
      stateMachineArn: config.stateMachine,
      name: `feed-deployment-${Math.floor(clock() / START_EVERY_MS)}`,
      input: JSON.stringify({ task: "run" }),
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ExecutionAlreadyExists") throw error;
  }
}
