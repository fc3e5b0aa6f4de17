import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { headersFunction, routeFunction } from "./edge.ts";
import type { Settings } from "./settings.ts";

interface WebProps {
  apiHost: string;
  pushHost: string;
  signInPage: string;
  domain: Settings["domain"];
}

/**
 * One origin for everything the browser asks: the app's files, requests and the socket.
 *
 * Kept within what CloudFront's flat-rate plans allow (managed policies only, five behaviours, headers by a function),
 * so that one can be switched on by hand.
 */
export class Web extends Construct {
  readonly bucket: Bucket;
  readonly distribution: Distribution;
  readonly url: string;

  constructor(scope: Construct, id: string, props: WebProps) {
    super(scope, id);
    this.bucket = new Bucket(this, "Files", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Nothing in it that a deployment would not put there again; but a bucket goes only when it is empty.
      removalPolicy: RemovalPolicy.RETAIN,
    });

    const headers = this.#edgeFunction("Headers", headersFunction(props.signInPage), FunctionEventType.VIEWER_RESPONSE);
    const route = this.#edgeFunction("Route", routeFunction, FunctionEventType.VIEWER_REQUEST);

    // LIST makes a missing file a 404 instead of a 403. Nobody can list through it: queries are not passed on.
    const files = S3BucketOrigin.withOriginAccessControl(this.bucket, {
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
    });
    Validations.of(this).acknowledge({
      id: "@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk",
      reason: "There is a default root object, and the route function maps / to it.",
    });
    const file: BehaviorOptions = {
      origin: files,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      // Keeps files as long as their own cache-control says: /assets for a year, the page for a second.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      functionAssociations: [headers],
    };
    const live: BehaviorOptions = {
      origin: new HttpOrigin(props.apiHost),
      // A request that went over plain HTTP has shown its token already; it is refused, not redirected.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      // All of the viewer's headers, Authorization and Sec-WebSocket-* among them; API Gateway wants its own Host.
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };

    this.distribution = new Distribution(this, "Distribution", {
      comment: "Tickfolio",
      defaultRootObject: "index.html",
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: { ...file, functionAssociations: [route, headers] },
      additionalBehaviors: {
        "/assets/*": file,
        "/config.json": { ...file, cachePolicy: CachePolicy.CACHING_DISABLED },
        // The app sets its own headers, on refusals too, which a function at the edge does not see.
        "/api/*": live,
        "/push": { ...live, origin: new HttpOrigin(props.pushHost) },
      },
      ...(props.domain && {
        domainNames: [props.domain.name],
        certificate: Certificate.fromCertificateArn(this, "Certificate", props.domain.certificateArn),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    this.url = `https://${props.domain?.name ?? this.distribution.distributionDomainName}`;
  }

  #edgeFunction(id: string, code: string, eventType: FunctionEventType) {
    const edge = new EdgeFunction(this, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 });
    return { function: edge, eventType };
  }
}
