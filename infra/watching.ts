import { Aws, Duration } from "aws-cdk-lib";
import type { HttpStage, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { Settings } from "./settings.ts";

interface WatchingProps {
  http: HttpStage;
  sockets: WebSocketStage;
  ticker: LambdaFunction;
  loop: StateMachine;
  settings: Settings;
}

/** A ticker starts four or five times an hour. More than this is a loop that nobody asked for. */
const MAX_TICKER_RUNS_AN_HOUR = 60;

/**
 * Alarms on figures that AWS counts anyway: an own metric costs 0.30 USD a month, the first ten alarms nothing.
 * The budget is only the second line: AWS evaluates it about once a day.
 */
export class Watching extends Construct {
  readonly topic: Topic | undefined;

  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { alarmEmail, monthlyBudgetUsd } = props.settings;
    if (alarmEmail) {
      this.topic = new Topic(this, "Alarms", { displayName: "Tickfolio", enforceSSL: true });
      this.topic.addSubscription(new EmailSubscription(alarmEmail));
      // With a policy of its own a topic loses the built-in one that lets alarms in.
      this.topic.grantPublish(
        new ServicePrincipal("cloudwatch.amazonaws.com").withConditions({
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
        }),
      );
    }

    const fiveMinutes = { period: Duration.minutes(5), statistic: "Sum" };
    this.#alarm("RequestsFail", "Requests answered with 5xx.", props.http.metricServerError(fiveMinutes), 5);
    const socketErrors = new MathExpression({
      expression: "integration + execution",
      usingMetrics: {
        integration: props.sockets.metric("IntegrationError", fiveMinutes),
        execution: props.sockets.metric("ExecutionError", fiveMinutes),
      },
      period: Duration.minutes(5),
    });
    this.#alarm("SocketsFail", "Messages on sockets that failed.", socketErrors, 5);
    this.#alarm(
      "TickerFails",
      "The loop that keeps prices coming has failed.",
      props.loop.metricFailed(fiveMinutes),
      1,
    );
    this.#alarm(
      "TickerRunsAway",
      "The ticker starts more often than anybody can watch.",
      props.ticker.metricInvocations({ period: Duration.hours(1), statistic: "Sum" }),
      MAX_TICKER_RUNS_AN_HOUR,
    );

    if (alarmEmail && monthlyBudgetUsd) {
      new CfnBudget(this, "Budget", {
        budget: {
          budgetType: "COST",
          timeUnit: "MONTHLY",
          budgetLimit: { amount: monthlyBudgetUsd, unit: "USD" },
        },
        notificationsWithSubscribers: [
          {
            notification: { notificationType: "ACTUAL", comparisonOperator: "GREATER_THAN", threshold: 80 },
            subscribers: [{ subscriptionType: "EMAIL", address: alarmEmail }],
          },
        ],
      });
    }
  }

  #alarm(id: string, alarmDescription: string, metric: IMetric, threshold: number) {
    const alarm = new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Nobody asks at night, and then there are no figures.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.topic) alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
