import { Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, test } from "vitest";
import { routesOf } from "../server/api/routes.ts";
import { startApp } from "../server/api/testing.ts";
import { PUBLIC_ROUTES } from "./api.ts";
import { wildcards } from "./exceptions.ts";
import { type Resource, resourcesOf, synthesised, textOf, withStack } from "./testing.ts";

let template: ReturnType<typeof synthesised>;
const all = (type: string): Resource[] => resourcesOf(template, type).map(([, resource]) => resource);
const only = (type: string): Resource => {
  const found = all(type);
  expect(found, type).toHaveLength(1);
  return found[0]!;
};

beforeAll(() => {
  template = synthesised();
});

describe("the books", () => {
  test("are paid for by use, recoverable to any second, and expire what says so", () => {
    expect(only("AWS::DynamoDB::Table").Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      KeySchema: [
        { AttributeName: "partition", KeyType: "HASH" },
        { AttributeName: "sort", KeyType: "RANGE" },
      ],
    });
  });

  test("outlive the stack, and nobody deletes them by mistake", () => {
    const table = only("AWS::DynamoDB::Table");
    expect(table).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    expect(table.Properties.DeletionProtectionEnabled).toBe(true);
  });

  test("are encrypted with the key that AWS owns, which is said, not left to a default", () => {
    expect(only("AWS::DynamoDB::Table").Properties.SSESpecification).toEqual({ SSEEnabled: false });
  });

  test("cannot cost more than a limit, whatever runs away", () => {
    expect(only("AWS::DynamoDB::Table").Properties.OnDemandThroughput).toEqual({
      MaxReadRequestUnits: 1_000,
      MaxWriteRequestUnits: 500,
    });
  });
});

describe("the web app's files", () => {
  test("are private, encrypted, and read by CloudFront alone, over TLS", () => {
    const [[bucketId, bucket]] = resourcesOf(template, "AWS::S3::Bucket") as [[string, Resource]];
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.Properties.BucketEncryption).toBeDefined();

    const { Statement } = only("AWS::S3::BucketPolicy").Properties.PolicyDocument;
    const [deny, allow, ...more] = Statement;
    expect(more).toEqual([]);
    expect(deny).toMatchObject({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    expect(allow).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject", "s3:ListBucket"],
    });
    const [[distributionId]] = resourcesOf(template, "AWS::CloudFront::Distribution") as [[string, Resource]];
    expect(textOf(allow.Condition.StringEquals["AWS:SourceArn"])).toContain(`distribution/\${${distributionId}}`);

    const { Origins } = only("AWS::CloudFront::Distribution").Properties.DistributionConfig;
    const files = Origins.find((origin: { S3OriginConfig?: object }) => origin.S3OriginConfig);
    expect(textOf(files.DomainName)).toContain(bucketId);
    expect(files.OriginAccessControlId).toBeDefined();
  });
});

describe("CloudFront", () => {
  const config = () => only("AWS::CloudFront::Distribution").Properties.DistributionConfig;

  test("has five behaviours: pages, assets, configuration, requests and the socket", () => {
    expect(config().CacheBehaviors.map((behaviour: { PathPattern: string }) => behaviour.PathPattern)).toEqual([
      "/assets/*",
      "/config.json",
      "/api/*",
      "/push",
    ]);
  });

  test("passes requests and the socket on whole and uncached, with API Gateway's own Host", () => {
    for (const path of ["/api/*", "/push"]) {
      const behaviour = config().CacheBehaviors.find(
        ({ PathPattern }: { PathPattern: string }) => PathPattern === path,
      );
      expect(behaviour).toMatchObject({
        CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", // CachingDisabled
        OriginRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac", // AllViewerExceptHostHeader
        ViewerProtocolPolicy: "https-only",
      });
    }
  });

  test("uses managed policies only, so that a flat-rate plan stays possible", () => {
    expect(all("AWS::CloudFront::CachePolicy")).toEqual([]);
    expect(all("AWS::CloudFront::OriginRequestPolicy")).toEqual([]);
    expect(all("AWS::CloudFront::ResponseHeadersPolicy")).toEqual([]);
  });

  test("serves nothing over plain HTTP, and talks to its origins over TLS", () => {
    const behaviours = [config().DefaultCacheBehavior, ...config().CacheBehaviors];
    expect(behaviours.map(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy)).not.toContain("allow-all");
    for (const origin of config().Origins) {
      if (origin.CustomOriginConfig) expect(origin.CustomOriginConfig.OriginProtocolPolicy).toBe("https-only");
    }
  });

  test("takes TLS 1.2 and later under an own name", () => {
    const named = synthesised([
      "--domain",
      "money.example.org",
      "--certificate",
      "arn:aws:acm:us-east-1:1:certificate/c",
    ]);
    const [[, distribution]] = resourcesOf(named, "AWS::CloudFront::Distribution") as [[string, Resource]];
    expect(distribution.Properties.DistributionConfig).toMatchObject({
      Aliases: ["money.example.org"],
      ViewerCertificate: { MinimumProtocolVersion: "TLSv1.2_2021" },
    });
  });
});

describe("requests", () => {
  test("want an access token with a scope on every route but the public ones", () => {
    const [[httpId]] = resourcesOf(template, "AWS::ApiGatewayV2::Api").filter(
      ([, api]) => api.Properties.ProtocolType === "HTTP",
    ) as [[string, Resource]];
    const routes = all("AWS::ApiGatewayV2::Route").filter(
      (route) => textOf(route.Properties.ApiId) === `\${${httpId}}`,
    );
    const open = routes.filter((route) => route.Properties.AuthorizationType !== "JWT");
    expect(open.map((route) => route.Properties.RouteKey)).toEqual([...PUBLIC_ROUTES]);

    const guarded = routes.filter((route) => route.Properties.AuthorizationType === "JWT");
    expect(
      Object.fromEntries(guarded.map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationScopes])),
    ).toEqual({
      "GET /api/{proxy+}": ["tickfolio/read"],
      "POST /api/{proxy+}": ["tickfolio/write"],
      "PUT /api/{proxy+}": ["tickfolio/write"],
      "PATCH /api/{proxy+}": ["tickfolio/write"],
      "DELETE /api/{proxy+}": ["tickfolio/write"],
    });
  });

  test("that want no token at the gateway are those that want none in the app", () => {
    const { deps } = startApp();
    const open = routesOf(deps).filter(({ isPublic }) => isPublic);
    expect(open.map(({ method, path }) => `${method} /api${path}`).sort()).toEqual([...PUBLIC_ROUTES].sort());
  });

  test("are checked against the user pool and the browser's client", () => {
    const { JwtConfiguration, IdentitySource } = only("AWS::ApiGatewayV2::Authorizer").Properties;
    const [[poolId]] = resourcesOf(template, "AWS::Cognito::UserPool") as [[string, Resource]];
    const [[clientId]] = resourcesOf(template, "AWS::Cognito::UserPoolClient") as [[string, Resource]];
    expect(textOf(JwtConfiguration.Issuer)).toMatch(new RegExp(`^https://cognito-idp\\..*/\\$\\{${poolId}\\}$`));
    expect(JwtConfiguration.Audience).toEqual([{ Ref: clientId }]);
    expect(IdentitySource).toEqual(["$request.header.Authorization"]);
  });

  test("are logged without addresses and query texts, and throttled", () => {
    const stage = all("AWS::ApiGatewayV2::Stage").find(({ Properties }) => Properties.StageName === "$default");
    expect(stage?.Properties.AccessLogSettings.DestinationArn).toBeDefined();
    expect(stage?.Properties.AccessLogSettings.Format).not.toMatch(/sourceIp|querystring|\$context\.path|identity/i);
    expect(stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
  });
});

describe("the socket", () => {
  test("is at /push through CloudFront because its stage has that name and the origin no path", () => {
    const stages = all("AWS::ApiGatewayV2::Stage").map(({ Properties }) => Properties.StageName);
    expect(stages).toContain("push");
    const { Origins, CacheBehaviors } = only("AWS::CloudFront::Distribution").Properties.DistributionConfig;
    const target = CacheBehaviors.find(
      ({ PathPattern }: { PathPattern: string }) => PathPattern === "/push",
    ).TargetOriginId;
    const origin = Origins.find(({ Id }: { Id: string }) => Id === target);
    expect(origin.OriginPath ?? "").toBe("");
    expect(textOf(origin.DomainName)).toMatch(/^\$\{Sockets.*\}\.execute-api\./);
  });

  test("answers on its own route, and knows no key but what the function checks", () => {
    const routes = all("AWS::ApiGatewayV2::Route").filter(({ Properties }) => Properties.RouteKey.startsWith("$"));
    expect(routes.map(({ Properties }) => Properties.RouteKey).sort()).toEqual(["$connect", "$default", "$disconnect"]);
    expect(only("AWS::ApiGatewayV2::RouteResponse").Properties.RouteResponseKey).toBe("$default");
  });
});

describe("people", () => {
  test("come by invitation, unless it is opened", () => {
    const { AdminCreateUserConfig, UserPoolTier, DeletionProtection } = only("AWS::Cognito::UserPool").Properties;
    expect(AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(true);
    expect({ UserPoolTier, DeletionProtection }).toEqual({ UserPoolTier: "ESSENTIALS", DeletionProtection: "ACTIVE" });
    expect(only("AWS::Cognito::UserPool").DeletionPolicy).toBe("Retain");

    const [[, open]] = resourcesOf(synthesised(["--open-sign-up"]), "AWS::Cognito::UserPool") as [[string, Resource]];
    expect(open.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly).toBe(false);
  });

  test("sign in with a code and PKCE; the browser holds no secret, access ends after 15 minutes, refreshing rotates", () => {
    expect(only("AWS::Cognito::UserPoolClient").Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ["code"],
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: "minutes" },
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 60 },
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      EnableTokenRevocation: true,
    });
  });
});

describe("the functions", () => {
  test("are arm64 on Node 24, each with its own role and a log that forgets", () => {
    const functions = all("AWS::Lambda::Function");
    expect(functions).toHaveLength(3);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
      expect(Properties.LoggingConfig.LogGroup).toBeDefined();
    }
    expect(new Set(functions.map(({ Properties }) => textOf(Properties.Role))).size).toBe(3);
    for (const { Properties } of all("AWS::Logs::LogGroup")) expect(Properties.RetentionInDays).toBe(30);
  });

  test("are called by API Gateway alone: no public URL, no caller from elsewhere", () => {
    expect(all("AWS::Lambda::Url")).toEqual([]);
    for (const { Properties } of all("AWS::Lambda::Permission")) {
      expect(Properties.Principal).toBe("apigateway.amazonaws.com");
      expect(Properties.SourceArn).toBeDefined();
    }
  });

  test("have nothing secret in their environment", () => {
    const names = all("AWS::Lambda::Function").flatMap(({ Properties }) =>
      Object.keys(Properties.Environment.Variables),
    );
    expect(names.filter((name) => /KEY|PASSWORD|TOKEN/.test(name))).toEqual([]);
  });

  test("of push and ticker cannot read a journal", () => {
    for (const name of ["Push", "Ticker"]) {
      const [, policy] = resourcesOf(template, "AWS::IAM::Policy").find(([id]) =>
        id.startsWith(`${name}RoleDefaultPolicy`),
      )!;
      const table = policy.Properties.PolicyDocument.Statement.find((statement: { Action: string[] }) =>
        statement.Action.includes("dynamodb:GetItem"),
      );
      expect(table.Condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]).toContain("FEED#*");
      expect(table.Condition.Null).toEqual({ "dynamodb:LeadingKeys": "false" });
      expect(table.Condition["ForAllValues:StringNotLike"]["dynamodb:LeadingKeys"]).toEqual(["USER#*#JOURNAL#*"]);
    }
  });
});

describe("permissions", () => {
  test("have no star that is not argued for, and no argument without its star", () => {
    const found: string[] = [];
    for (const [id, { Properties }] of resourcesOf(template, "AWS::IAM::Policy")) {
      for (const { Action, Resource: resource } of Properties.PolicyDocument.Statement) {
        const actions = [Action].flat();
        for (const target of [resource].flat().map(textOf)) {
          if (![...actions, target].some((text) => text.includes("*"))) continue;
          found.push(`${id.replace(/RoleDefaultPolicy.*/, "/Role")} ${actions} ${target.replace(/^arn:.*\}\//, "")}`);
        }
      }
    }
    expect(found.sort()).toEqual(
      wildcards.map(({ where, action, resource }) => `${where} ${action} ${resource}`).sort(),
    );
  });

  test("come from no managed policy", () => {
    expect(all("AWS::IAM::Role").filter(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([]);
    expect(all("AWS::IAM::Role").filter(({ Properties }) => Properties.Policies)).toEqual([]);
  });
});

describe("watching it", () => {
  test("alarms look at figures of API Gateway's own", () => {
    const alarms = all("AWS::CloudWatch::Alarm");
    expect(alarms.length).toBeLessThanOrEqual(10);
    expect(alarms.map(({ Properties }) => [Properties.Namespace, Properties.MetricName])).toContainEqual([
      "AWS/ApiGateway",
      "5xx",
    ]);
  });

  test("with an address, alarms are mailed and a budget is kept", () => {
    const mailed = synthesised(["--alarm-email", "a@example.org", "--monthly-budget", "5"]);
    const [[topic]] = resourcesOf(mailed, "AWS::SNS::Topic") as [[string, Resource]];
    for (const [, alarm] of resourcesOf(mailed, "AWS::CloudWatch::Alarm")) {
      expect(alarm.Properties.AlarmActions).toEqual([{ Ref: topic }]);
    }
    const { Statement } = resourcesOf(mailed, "AWS::SNS::TopicPolicy")[0]![1].Properties.PolicyDocument;
    expect(Statement).toContainEqual(
      expect.objectContaining({ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" } }),
    );
    expect(resourcesOf(mailed, "AWS::Budgets::Budget")[0]![1].Properties.Budget.BudgetLimit).toEqual({
      Amount: 5,
      Unit: "USD",
    });
  });
});

describe("the whole", () => {
  test("can be deployed: no two parts wait for each other", () => {
    // Reading a stack so fails when its resources depend on each other in a circle.
    expect(() => withStack([], ({ stack }) => Template.fromStack(stack))).not.toThrow();
  });

  test("runs when nobody looks only after the market days of Asia, Europe and America", () => {
    const times = all("AWS::Scheduler::Schedule").map(
      ({ Properties: { ScheduleExpression, ScheduleExpressionTimezone } }) => [
        ScheduleExpression,
        ScheduleExpressionTimezone,
      ],
    );
    expect(times.sort()).toEqual([
      ["cron(0 17 ? * MON-FRI *)", "Europe/London"],
      ["cron(30 16 ? * MON-FRI *)", "Asia/Hong_Kong"],
      ["cron(30 18 ? * MON-FRI *)", "America/New_York"],
    ]);
    expect(all("AWS::Events::Rule")).toEqual([]);
  });

  test("the ticker goes on only while it says so", () => {
    const definition = textOf(only("AWS::StepFunctions::StateMachine").Properties.DefinitionString);
    expect(JSON.parse(definition).States["Goes on?"]).toMatchObject({
      Choices: [{ And: [{ Variable: "$.continue", BooleanEquals: true }, { Variable: "$.rounds" }], Next: "Run" }],
      Default: "Nobody watches",
    });
  });
});
