import type { AwsClient } from "../aws-client.ts";

/**
 * What became of a message. `gone`: nobody is at the other end any more. `busy`: the viewer or the account takes no more
 * just now. `failed`: anything else.
 */
export type Posted = "sent" | "gone" | "busy" | "failed";

/** Posts messages to sockets that API Gateway holds open. */
export interface Gateway {
  post(connection: string, text: string): Promise<Posted>;
}

interface GatewayOptions {
  aws: AwsClient;
  /** `https://ID.execute-api.REGION.amazonaws.com/STAGE` */
  callbackUrl: string;
  onError(error: unknown): void;
  /** Posts on their way at once; a Lambda may have 1,024 files and sockets open. */
  maxAtOnce?: number;
  /** A post that takes longer is given up: the next state is on its way already. */
  timeoutMs?: number;
}

/** No retries: a message is state, and by the time of a second try there is a newer one. */
export function createGateway(options: GatewayOptions): Gateway {
  const { aws, callbackUrl, maxAtOnce = 200, timeoutMs = 5_000 } = options;
  const waiting: (() => void)[] = [];
  let atWork = 0;

  async function takeTurn(): Promise<void> {
    if (atWork >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else atWork++;
  }

  /** Hands the turn to the next who waits. */
  function endTurn(): void {
    const next = waiting.shift();
    if (next) next();
    else atWork--;
  }

  return {
    async post(connection, text) {
      await takeTurn();
      try {
        const url = `${callbackUrl}/@connections/${encodeURIComponent(connection)}`;
        const signal = AbortSignal.timeout(timeoutMs);
        const response = await aws.send("execute-api", url, { method: "POST", body: text, signal });
        // An unread body keeps its connection busy.
        await response.body?.cancel();
        return outcomeOf(response.status);
      } catch (error) {
        options.onError(error);
        return "failed";
      } finally {
        endTurn();
      }
    },
  };
}

function outcomeOf(status: number): Posted {
  if (status >= 200 && status < 300) return "sent";
  if (status === 410) return "gone";
  return status === 429 ? "busy" : "failed";
}
