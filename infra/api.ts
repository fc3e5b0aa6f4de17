import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AccessLogFormat, AccessLogField as field } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { LOG_RETENTION } from "./functions.ts";
import { READ_SCOPE, WRITE_SCOPE } from "./sign-in.ts";

/** What answers without a sign-in. Everything else under /api wants an access token. */
export const PUBLIC_ROUTES = ["GET /api/health", "GET /api/openapi.json", "GET /api/docs"] as const;

/** More than a class of students needs, less than a bill that hurts: 50 requests a second all month are 130 USD. */
const THROTTLE = { rateLimit: 50, burstLimit: 200 };

/** The HTTP API without its routes, so that CloudFront can know its address before the function exists. */
export class HttpFrontDoor extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.api = new HttpApi(this, "Api", {
      apiName: `${Stack.of(this).stackName}-requests`,
      description: "Tickfolio: requests",
      createDefaultStage: false,
    });
    const logs = new LogGroup(this, "AccessLogs", { retention: LOG_RETENTION, removalPolicy: RemovalPolicy.DESTROY });
    this.stage = new HttpStage(this, "Stage", {
      httpApi: this.api,
      stageName: "$default",
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // Neither addresses nor query texts: they say who looked at what.
        format: AccessLogFormat.custom(
          JSON.stringify({
            time: field.contextRequestTimeEpoch(),
            request: field.contextRequestId(),
            route: "$context.routeKey",
            status: field.contextStatus(),
            bytes: field.contextResponseLength(),
            latencyMs: field.contextResponseLatency(),
            functionMs: field.contextIntegrationLatency(),
            error: field.contextErrorMessage(),
            refused: "$context.authorizer.error",
          }),
        ),
      },
    });
  }

  get hostName(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /**
   * Every route wants a scope: the authorizer does not look at `token_use`, so an ID token, whose audience is the same
   * client, would pass otherwise. ID tokens carry no scopes.
   */
  addRoutes(handler: LambdaFunction, issuer: string, clientId: string) {
    const integration = new HttpLambdaIntegration("Function", handler);
    for (const route of PUBLIC_ROUTES) {
      const [method, path] = route.split(" ") as [HttpMethod, string];
      this.api.addRoutes({ path, methods: [method], integration });
    }
    const authorizer = new HttpJwtAuthorizer("SignedIn", issuer, { jwtAudience: [clientId] });
    const path = "/api/{proxy+}";
    this.api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer, authorizationScopes: [READ_SCOPE] });
    this.api.addRoutes({
      path,
      methods: [HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE],
      integration,
      authorizer,
      authorizationScopes: [WRITE_SCOPE],
    });
  }
}
