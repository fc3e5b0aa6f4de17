import { expect, test } from "vitest";
import { stackParts } from "./parts.ts";
import { synthesised } from "./testing.ts";

test("every resource of the stack is a part of the diagram or a detail of one", () => {
  expect(stackParts(synthesised()).map(({ part, count }) => `${count} ${part}`)).toEqual([
    "1 CloudFront",
    "1 S3 bucket",
    "1 HTTP API",
    "1 WebSocket API",
    "1 Cognito user pool",
    "3 Lambda functions",
    "1 DynamoDB table",
    "1 Secrets Manager secret",
    "1 Step Functions loop",
    "3 EventBridge schedule",
    "4 CloudWatch logs",
    "4 CloudWatch alarm",
  ]);
});

test("a resource nobody thought of is named", () => {
  const template = { Resources: { Surprise: { Type: "AWS::EC2::NatGateway" } } };
  expect(() => stackParts(template)).toThrow("Surprise is of type AWS::EC2::NatGateway");
});
