import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { findings } from "./exceptions.ts";
import { withStack } from "./testing.ts";

test("cdk-nag finds nothing but what is argued for, and all that is argued for", () => {
  const found = withStack([], ({ app, stack }) =>
    new AwsSolutionsChecks(app).validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources ?? []).map(({ constructPath = "" }) => {
        const where = constructPath.replace(`${stack.stackName}/`, "").replace(/\/Resource$/, "");
        return `${ruleName.replace("AwsSolutions-", "").replace(/<SocketsApi\w+>/, "<SocketsApi>")} ${where}`;
      }),
    ),
  );
  expect(found.sort()).toEqual(findings.map(({ rule, where }) => `${rule} ${where}`).sort());
});
