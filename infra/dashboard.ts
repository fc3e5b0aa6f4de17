import { Duration } from "aws-cdk-lib";
import type { HttpStage, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { Dashboard, GraphWidget, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

interface OverviewProps {
  http: HttpStage;
  sockets: WebSocketStage;
  ticker: LambdaFunction;
  table: Table;
}

/** One page with what is counted anyway; the first three dashboards of an account cost nothing. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { http, sockets, ticker, table }: OverviewProps) {
    super(scope, id);
    const hour = { period: Duration.hours(1), statistic: "Sum" };
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
    new Dashboard(this, "Dashboard", {
      widgets: [
        [
          graph("Requests an hour", [
            http.metricCount(hour),
            http.metricClientError(hour),
            http.metricServerError(hour),
          ]),
          graph("Time to an answer, ms", [
            http.metricLatency({ statistic: "p50" }),
            http.metricLatency({ statistic: "p99" }),
          ]),
        ],
        [
          graph("Live messages an hour (1 USD a million)", [sockets.metric("MessageCount", hour)]),
          graph("Ticker running, ms an hour", [ticker.metricDuration(hour)]),
        ],
        [
          graph("Table, units an hour", [
            table.metricConsumedReadCapacityUnits(hour),
            table.metricConsumedWriteCapacityUnits(hour),
          ]),
        ],
      ],
    });
  }
}
