import { Aws, Duration, TimeZone } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import {
  Choice,
  Condition,
  CustomState,
  DefinitionBody,
  StateMachine,
  StateMachineType,
  Succeed,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";

/** 7 events a round; an execution may have 25,000. After that the next heartbeat of a viewer starts a fresh one. */
const MAX_ROUNDS = 2_500;

/** A service of AWS, acting for this account and no other. */
function serviceHere(name: string) {
  return new ServicePrincipal(name).withConditions({ StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } });
}

/**
 * Runs the ticker again and again while it says so. A loop of functions that invoke each other is stopped by AWS after
 * about 16 hops, and one function lives 15 minutes at most; a Standard state machine costs 17 transitions an hour.
 */
export class TickerLoop extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, ticker: LambdaFunction) {
    super(scope, id);
    const run = new CustomState(this, "Run", {
      stateJson: {
        Type: "Task",
        // The function's own ARN: the role then needs no `:*` for its versions.
        Resource: ticker.functionArn,
        TimeoutSeconds: 910,
        Retry: [
          { ErrorEquals: ["States.ALL"], IntervalSeconds: 5, MaxAttempts: 5, BackoffRate: 2, JitterStrategy: "FULL" },
        ],
      },
    });
    const goesOn = Condition.and(
      Condition.booleanEquals("$.continue", true),
      Condition.numberLessThan("$.rounds", MAX_ROUNDS),
    );
    const definition = run.next(
      new Choice(this, "Goes on?").when(goesOn, run).otherwise(new Succeed(this, "Nobody watches")),
    );

    const role = new Role(this, "Role", { assumedBy: serviceHere("states.amazonaws.com") });
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [ticker.functionArn] }),
    );
    this.stateMachine = new StateMachine(this, "Loop", {
      comment: "Prices for those who watch; ends when nobody does.",
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition),
      role,
    });
  }

  /** The first watcher starts the loop. */
  grantStarting(role: Role) {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["states:StartExecution"], resources: [this.stateMachine.stateMachineArn] }),
    );
  }
}

/** When the sessions of a part of the world have ended and their closes can be had, by its own clock. */
const MARKET_DAYS = [
  { name: "Asia", hour: "16", minute: "30", timeZone: TimeZone.ASIA_HONG_KONG },
  { name: "Europe", hour: "17", minute: "0", timeZone: TimeZone.EUROPE_LONDON },
  { name: "America", hour: "18", minute: "30", timeZone: TimeZone.AMERICA_NEW_YORK },
];

/** The one thing that runs when nobody looks: closes and rates are fetched for those who have looked lately, and for nobody else. */
export class EndOfDay extends Construct {
  constructor(scope: Construct, id: string, ticker: LambdaFunction) {
    super(scope, id);
    const role = new Role(this, "Role", { assumedBy: serviceHere("scheduler.amazonaws.com") });
    // Scheduler's own grant in CDK covers every version of the function; this is the function alone.
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [ticker.functionArn] }),
    );
    for (const { name, ...time } of MARKET_DAYS) {
      new Schedule(this, name, {
        description: `Tickfolio: closes and rates of the day in ${name}`,
        schedule: ScheduleExpression.cron({ ...time, weekDay: "MON-FRI" }),
        target: new LambdaInvoke(ticker, {
          role: role.withoutPolicyUpdates(),
          input: ScheduleTargetInput.fromObject({ task: "end-of-day" }),
          retryAttempts: 2,
          maxEventAge: Duration.hours(2),
        }),
      });
    }
  }
}
