import { Stack } from "aws-cdk-lib";
import { WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Role } from "aws-cdk-lib/aws-iam";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

/** A WebSocket API has no paths, only a stage: named so, `wss://host/push` through CloudFront reaches it without rewriting. */
const STAGE = "push";

/** New sockets and messages from viewers together; posts to viewers have the account's own limit. */
const THROTTLE = { rateLimit: 100, burstLimit: 500 };

/**
 * The sockets. They have no access log: that would need a role in the account's own API Gateway settings, which other
 * stacks share; the push function logs what matters.
 */
export class SocketFrontDoor extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new WebSocketApi(this, "Api", {
      apiName: `${Stack.of(this).stackName}-live`,
      description: "Tickfolio: live prices",
      // Our messages say what they are in `type`; all of them go to $default.
      routeSelectionExpression: "$request.body.type",
    });
    this.stage = new WebSocketStage(this, "Stage", {
      webSocketApi: this.api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: THROTTLE,
    });
  }

  get hostName(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /** Where messages to a socket are posted. */
  get callbackUrl(): string {
    return `https://${this.hostName}/${STAGE}`;
  }

  /** Answers travel back on the route itself, so the function needs no right to post. */
  addRoutes(handler: LambdaFunction) {
    this.api.addRoute("$connect", { integration: new WebSocketLambdaIntegration("Connect", handler) });
    this.api.addRoute("$disconnect", { integration: new WebSocketLambdaIntegration("Disconnect", handler) });
    this.api.addRoute("$default", {
      integration: new WebSocketLambdaIntegration("Message", handler),
      returnResponse: true,
    });
  }

  grantPosting(role: Role) {
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["execute-api:ManageConnections"],
        // The star stands for connection ids, which API Gateway makes up when a viewer comes.
        resources: [
          Stack.of(this).formatArn({
            service: "execute-api",
            resource: this.api.apiId,
            resourceName: `${STAGE}/POST/@connections/*`,
          }),
        ],
      }),
    );
  }
}
