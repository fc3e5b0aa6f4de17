/** A synthesised template, as far as it is looked at here. */
export interface TemplateText {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** A part of the stack as the architecture diagram shows it. */
export interface Part {
  part: string;
  /** The CloudFormation type; for APIs with the protocol behind it, e.g. `AWS::ApiGatewayV2::Api (HTTP)`. */
  type: string;
  count: number;
}

/** What the diagram shows, by type. */
const PARTS: Readonly<Record<string, string>> = {
  "AWS::CloudFront::Distribution": "CloudFront",
  "AWS::S3::Bucket": "S3 bucket",
  "AWS::ApiGatewayV2::Api (HTTP)": "HTTP API",
  "AWS::ApiGatewayV2::Api (WEBSOCKET)": "WebSocket API",
  "AWS::Cognito::UserPool": "Cognito user pool",
  "AWS::Lambda::Function": "Lambda functions",
  "AWS::DynamoDB::Table": "DynamoDB table",
  "AWS::SecretsManager::Secret": "Secrets Manager secret",
  "AWS::StepFunctions::StateMachine": "Step Functions loop",
  "AWS::Scheduler::Schedule": "EventBridge schedule",
  "AWS::Logs::LogGroup": "CloudWatch logs",
  "AWS::CloudWatch::Alarm": "CloudWatch alarm",
};

/** What belongs to a part and is not shown by itself. */
const DETAILS = new Set([
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::RouteResponse",
  "AWS::ApiGatewayV2::Stage",
  "AWS::Budgets::Budget",
  "AWS::CloudFront::Function",
  "AWS::CloudWatch::Dashboard",
  "AWS::CloudFront::OriginAccessControl",
  "AWS::Cognito::ManagedLoginBranding",
  "AWS::Cognito::UserPoolClient",
  "AWS::Cognito::UserPoolDomain",
  "AWS::Cognito::UserPoolResourceServer",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::Lambda::Permission",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
]);

/** The parts of a template, in the order of the table in ARCHITECTURE.md. A type that is neither part nor detail is an error. */
export function stackParts(template: TemplateText): Part[] {
  const counts = new Map<string, number>();
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (DETAILS.has(Type)) continue;
    const type = Type === "AWS::ApiGatewayV2::Api" ? `${Type} (${Properties?.ProtocolType})` : Type;
    if (!PARTS[type]) throw new Error(`${id} is of type ${type}; say in infra/parts.ts whether the diagram shows it.`);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return Object.entries(PARTS)
    .filter(([type]) => counts.has(type))
    .map(([type, part]) => ({ part, type, count: counts.get(type)! }));
}
