import { createHash, createHmac } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { describe, expect, test } from "vitest";
import { signRequest } from "./dynamo-client.ts";

// From AWS's Signature Version 4 test suite: known keys, a known moment, and the signature that must come out.
const known = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  service: "service",
  datetime: "20150830T123600Z",
};

describe("the signer against AWS's published vectors", () => {
  test.each([
    ["get-vanilla", "GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
    ["post-vanilla", "POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
    [
      "get-vanilla-query-order-key-case",
      "GET",
      "/?Param2=value2&Param1=value1",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
  ])("%s", async (_, method, path, signature) => {
    const signer = new AwsV4Signer({ ...known, method, url: `https://example.amazonaws.com${path}` });
    expect(await signer.signature()).toBe(signature);
    expect((await signer.sign()).headers.get("authorization")).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });
});

describe("a signed request", () => {
  const options = {
    endpoint: "https://dynamodb.us-east-1.amazonaws.com",
    region: "us-east-1",
    service: "dynamodb",
    clock: () => Date.parse("2015-08-30T12:36:00.250Z"),
    credentials: async () => ({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: known.secretAccessKey,
      sessionToken: "SESSION",
    }),
  };

  test("carries operation, moment, session and scope, and signs them with the body", async () => {
    const { url, headers } = await signRequest(options, "GetItem", "{}");
    expect(url).toBe("https://dynamodb.us-east-1.amazonaws.com/");
    expect(headers.get("x-amz-target")).toBe("DynamoDB_20120810.GetItem");
    expect(headers.get("x-amz-date")).toBe("20150830T123600Z");
    expect(headers.get("x-amz-security-token")).toBe("SESSION");
    expect(headers.get("authorization")).toContain(
      "Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, ",
    );
  });

  test("has the signature that the published algorithm gives, worked out here by hand", async () => {
    const body = '{"TableName":"büch"}';
    const { headers } = await signRequest(options, "GetItem", body);
    const canonical = [
      ...["POST", "/", "", "host:dynamodb.us-east-1.amazonaws.com", "x-amz-date:20150830T123600Z"],
      ...["x-amz-security-token:SESSION", "x-amz-target:DynamoDB_20120810.GetItem", ""],
      ...["host;x-amz-date;x-amz-security-token;x-amz-target", sha256(body)],
    ].join("\n");
    const scope = "20150830/us-east-1/dynamodb/aws4_request";
    const toSign = ["AWS4-HMAC-SHA256", "20150830T123600Z", scope, sha256(canonical)].join("\n");
    const key = scope
      .split("/")
      .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${known.secretAccessKey}`);
    expect(headers.get("authorization")).toContain(`Signature=${hmac(key, toSign).toString("hex")}`);
  });
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
